//! The npm packages: tools of the build and the tests, and the libraries of the test sites.

use std::fs;

use anyhow::Result;

use super::system::Missing;
use crate::command::{find, program, run};
use crate::paths::root;

const NODE: Missing = Missing {
    debian: "nodejs npm",
    fedora: "nodejs nodejs-npm",
    arch: "nodejs npm",
    elsewhere: "# Node.js with npm: https://nodejs.org/en/download",
};

/// What runs them, where it is missing.
pub fn node() -> Vec<Missing> {
    if find("npm").is_none() || find("node").is_none() { vec![NODE] } else { Vec::new() }
}

/// Installs them as the lock file says, unless that is what is there.
pub fn packages() -> Result<()> {
    let lock = fs::read(root().join("package-lock.json"))?;
    let stamp = root().join("node_modules/.drydock-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("installing the npm packages of package-lock.json");
    run(program("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    fs::write(stamp, lock)?;
    Ok(())
}
