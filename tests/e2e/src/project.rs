//! Where the project's parts are.

use std::env;
use std::path::{Path, PathBuf};

use crate::Kind;

/// The top of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The npm packages.
pub fn npm() -> PathBuf {
    root().join("node_modules")
}

/// The extension built for automated tests: `DRYDOCK_DIST` names another folder than
/// `dist-test`.
pub fn dist(kind: Kind) -> PathBuf {
    let folder =
        env::var_os("DRYDOCK_DIST").map_or_else(|| root().join("dist-test"), PathBuf::from);
    folder.join(match kind {
        Kind::Chromium => "chrome",
        Kind::Firefox => "firefox",
    })
}

/// A program: the one that a variable names, or the first of these on the search path.
pub fn program(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(named) = env::var_os(variable) {
        return PathBuf::from(named);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
        .unwrap_or_else(|| PathBuf::from(names.first().copied().unwrap_or_default()))
}
