//! The demo, from nothing: sets up, builds, and runs it in a real browser.

use std::time::Instant;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::build::{self, Browser};
use crate::command::{cargo, run};
use crate::paths::target;
use crate::setup;

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    Chromium,
    Firefox,
}

/// How to run the demo.
#[derive(Args)]
pub struct Options {
    /// Which browser
    #[arg(long, default_value = "chromium")]
    browser: Name,
    /// Store all 171,075 cities, not only the first 25,000
    #[arg(long)]
    all: bool,
    /// Show the windows, and leave them open
    #[arg(long)]
    headed: bool,
}

/// Runs the demo.
pub fn demo(options: &Options) -> Result<()> {
    let begun = Instant::now();
    let is_firefox = options.browser == Name::Firefox;
    setup::for_demo(is_firefox)?;
    let dist = target().join("dist-test");
    build::build(&build::Options { test: true, out: dist.clone() })?;
    let (browser, name) = match options.browser {
        Name::Chromium => (Browser::Chrome, "chromium"),
        Name::Firefox => (Browser::Firefox, "firefox"),
    };
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "drydock-e2e", "--bin", "demo", "--"])
        .args(["--browser", name, "--extension"])
        .arg(dist.join(browser.folder()))
        .arg("--out")
        .arg(target().join("demo"));
    if options.all {
        command.arg("--all");
    }
    if options.headed {
        command.arg("--headed");
    }
    setup::name_programs(&mut command);
    run(&mut command)?;
    println!("all in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}
