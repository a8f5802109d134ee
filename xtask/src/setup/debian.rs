//! Packages of Debian.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};

use crate::command::{find, output_of, program, run};

/// Installs packages, or says how, where that may not be done here.
pub fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let is_root = output_of(program("id").arg("-u")).as_deref() == Some("0");
    if find("apt-get").is_none() {
        bail!("this is not Debian: please install what Debian has as {list}, and start again");
    }
    if !is_root {
        bail!(
            "{list} missing. Please run\n\n    sudo apt-get update && sudo apt-get install --yes {list}\n\nand start again"
        );
    }
    println!("installing the Debian packages {list}");
    static UPDATED: AtomicBool = AtomicBool::new(false);
    if !UPDATED.swap(true, Ordering::Relaxed) {
        run(program("apt-get").args(["update", "--quiet", "--quiet"]))?;
    }
    run(program("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends"])
        .args(packages))
}
