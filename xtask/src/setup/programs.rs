//! Browsers, their drivers, and tools that open archives.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::debian;
use crate::command::{cargo, find, run};
use crate::paths::target;

/// geckodriver comes from crates.io: Debian has none that fits.
const GECKODRIVER: &str = "0.37.1";

/// Chromium; `DRYDOCK_CHROMIUM` names another.
fn chromium() -> Option<PathBuf> {
    named("DRYDOCK_CHROMIUM").or_else(|| find("chromium"))
}

/// ChromeDriver; `DRYDOCK_CHROMEDRIVER` names another.
fn chromedriver() -> Option<PathBuf> {
    named("DRYDOCK_CHROMEDRIVER").or_else(|| find("chromedriver"))
}

/// Firefox; `DRYDOCK_FIREFOX` names another.
fn firefox() -> Option<PathBuf> {
    named("DRYDOCK_FIREFOX").or_else(|| find("firefox-esr")).or_else(|| find("firefox"))
}

/// geckodriver; `DRYDOCK_GECKODRIVER` names another.
fn geckodriver() -> Option<PathBuf> {
    let own = tools().join("bin/geckodriver");
    named("DRYDOCK_GECKODRIVER")
        .or_else(|| find("geckodriver"))
        .or_else(|| own.is_file().then_some(own))
}

/// Tells a program where browsers and drivers are.
pub fn name_programs(command: &mut Command) {
    for (variable, file) in [
        ("DRYDOCK_CHROMIUM", chromium()),
        ("DRYDOCK_CHROMEDRIVER", chromedriver()),
        ("DRYDOCK_FIREFOX", firefox()),
        ("DRYDOCK_GECKODRIVER", geckodriver()),
    ] {
        if let Some(file) = file {
            command.env(variable, file);
        }
    }
}

/// Installs Chromium and its driver where they are missing.
pub fn chromium_and_driver() -> Result<()> {
    let mut missing = Vec::new();
    if chromium().is_none() {
        missing.push("chromium");
    }
    if chromedriver().is_none() {
        missing.push("chromium-driver");
    }
    if missing.is_empty() { Ok(()) } else { debian::install(&missing) }
}

/// Installs Firefox and its driver where they are missing.
pub fn firefox_and_driver() -> Result<()> {
    if firefox().is_none() {
        debian::install(&["firefox-esr"])?;
    }
    if geckodriver().is_none() {
        println!("installing geckodriver {GECKODRIVER} from crates.io, into {}", tools().display());
        run(cargo()
            .args([
                "install",
                "geckodriver",
                "--locked",
                "--quiet",
                "--version",
                GECKODRIVER,
                "--root",
            ])
            .arg(tools())
            .env("CARGO_TARGET_DIR", target().join("tools-build")))
        .context("geckodriver could not be installed")?;
    }
    Ok(())
}

/// Installs `unzip`, which checks archives independently.
pub fn archive_tools() -> Result<()> {
    if find("unzip").is_none() { debian::install(&["unzip"]) } else { Ok(()) }
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

/// Where programs go that belong to no package manager.
fn tools() -> PathBuf {
    target().join("tools")
}
