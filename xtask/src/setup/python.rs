//! Python with the libraries that open archives independently.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::system::Missing;
use crate::command::{output_of, program, run};
use crate::paths::{root, target};

/// The environment's Python.
pub fn python() -> PathBuf {
    folder().join("bin/python")
}

const PYTHON: Missing = Missing {
    debian: "python3 python3-venv",
    fedora: "python3",
    arch: "python",
    elsewhere: "# Python 3: https://www.python.org/downloads/",
};

/// What makes the environment, where it is missing.
pub fn interpreter() -> Vec<Missing> {
    let can_make = output_of(program("python3").args(["-c", "import venv, ensurepip"])).is_some();
    if can_make { Vec::new() } else { vec![PYTHON] }
}

/// Makes an environment with the packages of `tests/python/requirements.txt`, unless it is there.
pub fn environment() -> Result<()> {
    let wanted = fs::read(root().join("tests/python/requirements.txt"))?;
    let stamp = folder().join("drydock-requirements.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("making a Python environment with tests/python/requirements.txt");
    run(program("python3").args(["-m", "venv", "--clear"]).arg(folder()))
        .context("the Python environment could not be made")?;
    run(program(python())
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg("tests/python/requirements.txt"))?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn folder() -> PathBuf {
    target().join("python")
}
