//! A profile that Firefox was started with before. With a new one it takes twice as long to start,
//! since it compiles its own scripts and makes its own databases first.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::driver::Driver;
use super::{Options, firefox};
use crate::Kind;
use crate::altered::copy_folder;

static MADE: OnceCell<PathBuf> = OnceCell::const_new();

/// Fills a browser's empty profile, where `DRYDOCK_PROFILES` names a folder in which such profiles
/// are kept. Chromium's stays empty: that one makes no difference to it.
pub async fn fill(kind: Kind, profile: &Path) -> Result<()> {
    let folder = env::var_os("DRYDOCK_PROFILES").filter(|_| kind == Kind::Firefox);
    let Some(folder) = folder else { return Ok(()) };
    let used = MADE.get_or_try_init(|| make(Path::new(&folder))).await?;
    copy_folder(used, profile).context("the profile could not be copied")
}

/// Makes one, unless it is there.
async fn make(folder: &Path) -> Result<PathBuf> {
    let made = folder.join("firefox");
    if made.is_dir() {
        return Ok(made);
    }
    fs::create_dir_all(folder)?;
    let making = TempDir::with_prefix_in("making-", folder)?;
    let mut driver = Driver::start(Kind::Firefox).await?;
    // Without the extension, of which nothing may be known there.
    let options = Options::new(Kind::Firefox);
    let web = firefox::start_alone(driver.address(), &options, making.path()).await?;
    // Ended in order: only then it writes down what it compiled.
    web.quit().await?;
    driver.kill().await?;
    match fs::rename(making.path(), &made) {
        // Another process was quicker.
        Err(_) if made.is_dir() => Ok(made),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(made),
    }
}
