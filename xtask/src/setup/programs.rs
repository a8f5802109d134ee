//! Browsers, their drivers, and tools that open archives.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::system::Missing;
use crate::command::{cargo, find, run};
use crate::paths::target;

/// geckodriver comes from crates.io: Debian has none that fits.
const GECKODRIVER: &str = "0.37.1";

const CHROMIUM: Missing = Missing {
    debian: "chromium",
    fedora: "chromium",
    arch: "chromium",
    elsewhere: "npx @puppeteer/browsers install chrome@stable\nexport DRYDOCK_CHROMIUM=…   # the path that it prints",
};

const CHROMEDRIVER: Missing = Missing {
    debian: "chromium-driver",
    fedora: "chromedriver",
    // Part of the browser's package.
    arch: "chromium",
    elsewhere: "npx @puppeteer/browsers install chromedriver@stable\nexport DRYDOCK_CHROMEDRIVER=…   # the path that it prints",
};

const FIREFOX: Missing = Missing {
    debian: "firefox-esr",
    fedora: "firefox",
    arch: "firefox",
    elsewhere: "npx @puppeteer/browsers install firefox@stable\nexport DRYDOCK_FIREFOX=…   # the path that it prints",
};

const UNZIP: Missing = Missing {
    debian: "unzip",
    fedora: "unzip",
    arch: "unzip",
    elsewhere: "# unzip: https://infozip.sourceforge.net/UnZip.html",
};

/// Chromium; `DRYDOCK_CHROMIUM` names another.
fn find_chromium() -> Option<PathBuf> {
    named("DRYDOCK_CHROMIUM").or_else(|| find("chromium"))
}

/// ChromeDriver; `DRYDOCK_CHROMEDRIVER` names another.
fn find_chromedriver() -> Option<PathBuf> {
    named("DRYDOCK_CHROMEDRIVER").or_else(|| find("chromedriver"))
}

/// Firefox; `DRYDOCK_FIREFOX` names another.
fn find_firefox() -> Option<PathBuf> {
    named("DRYDOCK_FIREFOX").or_else(|| find("firefox-esr")).or_else(|| find("firefox"))
}

/// geckodriver; `DRYDOCK_GECKODRIVER` names another.
fn find_geckodriver() -> Option<PathBuf> {
    let own = tools().join("bin/geckodriver");
    named("DRYDOCK_GECKODRIVER")
        .or_else(|| find("geckodriver"))
        .or_else(|| own.is_file().then_some(own))
}

/// Tells a program where browsers and drivers are.
pub fn name_programs(command: &mut Command) {
    for (variable, file) in [
        ("DRYDOCK_CHROMIUM", find_chromium()),
        ("DRYDOCK_CHROMEDRIVER", find_chromedriver()),
        ("DRYDOCK_FIREFOX", find_firefox()),
        ("DRYDOCK_GECKODRIVER", find_geckodriver()),
    ] {
        if let Some(file) = file {
            command.env(variable, file);
        }
    }
}

/// What is missing of Chromium and its driver.
pub fn chromium() -> Vec<Missing> {
    unless_found([(CHROMIUM, find_chromium()), (CHROMEDRIVER, find_chromedriver())])
}

/// Firefox, where it is missing.
pub fn firefox() -> Vec<Missing> {
    unless_found([(FIREFOX, find_firefox())])
}

/// `unzip`, which checks archives independently, where it is missing.
pub fn archive_tools() -> Vec<Missing> {
    unless_found([(UNZIP, find("unzip"))])
}

/// Installs Firefox's driver where it is missing.
pub fn geckodriver() -> Result<()> {
    if find_geckodriver().is_some() {
        return Ok(());
    }
    println!("installing geckodriver {GECKODRIVER} from crates.io, into {}", tools().display());
    // It passes messages on: to optimise it takes a minute that it never saves.
    run(cargo()
        .args([
            "install",
            "geckodriver",
            "--locked",
            "--quiet",
            "--debug",
            "--version",
            GECKODRIVER,
        ])
        .arg("--root")
        .arg(tools())
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false")
        .env("CARGO_TARGET_DIR", target().join("tools-build")))
    .context("geckodriver could not be installed")
}

fn unless_found<const N: usize>(programs: [(Missing, Option<PathBuf>); N]) -> Vec<Missing> {
    programs.into_iter().filter_map(|(missing, found)| found.is_none().then_some(missing)).collect()
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

/// Where programs go that belong to no package manager.
fn tools() -> PathBuf {
    target().join("tools")
}
