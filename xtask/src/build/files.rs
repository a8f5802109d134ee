//! The files that are part of the extension as they are.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::files_under;
use crate::paths::root;

/// Copies everything that needs no building.
pub fn copy_all(to: &Path) -> Result<()> {
    let root = root();
    for folder in ["assets", "background/static", "popup/static"] {
        copy_tree(&root.join(folder), to, |_| true)?;
    }
    let is_shipped = |file: &Path| {
        file.extension().is_some_and(|extension| extension == "js") && !file.starts_with("tests")
    };
    copy_tree(&root.join("content"), &to.join("content"), is_shipped)?;
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&root.join(license), &to.join(license))?;
    }
    Ok(())
}

/// Copies the files of a folder for which `wanted`, given the path within it, is true.
pub fn copy_tree(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> Result<()> {
    for file in files_under(from)? {
        let within = file.strip_prefix(from)?;
        if wanted(within) {
            copy(&file, &to.join(within))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}
