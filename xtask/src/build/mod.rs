//! Building the extension.

mod files;
mod manifest;
mod wasm;

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{fs, iter};

use anyhow::{Context, Result};

use crate::paths::root;

/// What to build.
pub struct Options {
    /// Grant `http://localhost/*` from the start.
    pub test: bool,
    /// Where `chrome` and `firefox` go; relative to the top of the project.
    pub out: PathBuf,
}

/// A browser that the extension is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium and its kin.
    Chrome,
    /// Firefox.
    Firefox,
}

impl Browser {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chrome, Self::Firefox];

    /// The name of its folder.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Firefox => "firefox",
        }
    }
}

/// Builds the extension for both browsers.
pub fn build(options: &Options) -> Result<()> {
    let begun = Instant::now();
    let modules = wasm::bound(["drydock-background", "drydock-popup"])?;
    let out = root().join(&options.out);
    for browser in Browser::ALL {
        let place = out.join(browser.folder());
        let unfinished = out.join(format!(".{}", browser.folder()));
        clear(&unfinished)?;
        fs::create_dir_all(&unfinished)?;
        files::copy_all(&unfinished)?;
        for module in &modules {
            files::copy_tree(module, &unfinished, |_| true)?;
        }
        manifest::write(browser, options.test, &unfinished)?;
        // Nobody loads half an extension: it takes its place when it is whole.
        clear(&place)?;
        fs::rename(&unfinished, &place)
            .with_context(|| format!("{} cannot take its place", place.display()))?;
    }
    let places: Vec<String> = Browser::ALL
        .iter()
        .map(|browser| out.join(browser.folder()).display().to_string())
        .collect();
    println!("built {} in {:.1} s", places.join(" and "), begun.elapsed().as_secs_f64());
    Ok(())
}

fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if folder.exists() => {
            Err(error).with_context(|| format!("{} cannot be removed", folder.display()))
        }
        _ => Ok(()),
    }
}

/// All files under a folder.
pub fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = iter::once(folder.to_path_buf()).collect();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
