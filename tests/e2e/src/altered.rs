//! Copies of the built extension that differ in a file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::browser::Options;
use crate::{Browser, Kind, dist, run_with};

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
    let copy = copy(kind)?;
    change_file(copy.path(), name, change)?;
    Ok(copy)
}

/// A copy in one of whose files a text that stands there once is another.
pub fn with_text(kind: Kind, file: &str, from: &str, to: &str) -> Result<TempDir> {
    with_file(kind, file, |text| replaced(file, &text, from, to))
}

/// A text that stands once in a file, by another.
pub fn replaced(file: &str, text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(text.matches(from).count() == 1, "{file} has no {from:?}, or several");
    Ok(text.replace(from, to))
}

/// Has the worker of a copy wait for a second where it would wait for two minutes.
pub fn make_impatient(copy: &Path) -> Result<()> {
    let impatient = "const { setTimeout } = globalThis; \
                     globalThis.setTimeout = (call, time, ...given) => \
                       setTimeout(call, time === 120_000 ? 1_000 : time, ...given);";
    change_file(copy, "background.js", |worker| Ok(format!("{impatient}\n{worker}")))
}

/// A copy that is not changed.
pub fn copy(kind: Kind) -> Result<TempDir> {
    let copy = tempfile::tempdir()?;
    copy_folder(&dist(kind), copy.path())?;
    Ok(copy)
}

/// Runs a scenario with a copy.
pub fn run_copy(
    kind: Kind,
    copy: &TempDir,
    scenario: impl AsyncFnOnce(&Browser) -> Result<()>,
) -> Result<()> {
    let extension = copy.path().to_path_buf();
    run_with(Options { extension, ..Options::new(kind) }, scenario)
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

/// Copies the files of a folder, and those of the folders in it, into another; links are left out.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
