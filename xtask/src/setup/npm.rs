//! The npm packages: tools of the build and the tests, and the libraries of the test sites.

use std::fs;

use anyhow::Result;

use super::debian;
use crate::command::{find, program, run};
use crate::paths::root;

/// Installs them as the lock file says, unless that is what is there.
pub fn packages() -> Result<()> {
    if find("npm").is_none() || find("node").is_none() {
        debian::install(&["nodejs", "npm"])?;
    }
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
