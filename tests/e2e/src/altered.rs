//! Copies of the built extension that differ in a file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use tempfile::TempDir;

use crate::{Kind, dist};

/// A copy whose manifest is changed.
pub fn with_manifest(kind: Kind, change: impl FnOnce(&mut Value)) -> Result<TempDir> {
    with_file(kind, "manifest.json", |text| {
        let mut manifest = serde_json::from_str(&text)?;
        change(&mut manifest);
        Ok(manifest.to_string())
    })
}

/// A copy in which a file is changed.
pub fn with_file(
    kind: Kind,
    name: &str,
    change: impl FnOnce(String) -> Result<String>,
) -> Result<TempDir> {
    let copy = tempfile::tempdir()?;
    copy_folder(&dist(kind), copy.path())?;
    change_file(copy.path(), name, change)?;
    Ok(copy)
}

/// Changes a file of a copy.
pub fn change_file(
    copy: &Path,
    name: &str,
    change: impl FnOnce(String) -> Result<String>,
) -> Result<()> {
    let file = copy.join(name);
    let text = fs::read_to_string(&file).with_context(|| format!("there is no {name}"))?;
    fs::write(file, change(text)?)?;
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
