//! Setting a machine up: finding what is missing, saying so, and installing it.

mod debian;
mod npm;
mod programs;
mod python;
mod rust;

use anyhow::Result;

pub use programs::name_programs;
pub use python::python;
pub use rust::wasm_cargo;

/// What building needs: the WASM target, and npm's `wasm-opt`.
pub fn for_build() -> Result<()> {
    rust::wasm_target()?;
    npm::packages()
}

/// What the demo in this browser needs beyond that.
pub fn for_demo(firefox: bool) -> Result<()> {
    for_build()?;
    if firefox { programs::firefox_and_driver() } else { programs::chromium_and_driver() }
}

/// What all tests need.
pub fn for_test() -> Result<()> {
    for_build()?;
    rust::components()?;
    programs::chromium_and_driver()?;
    programs::firefox_and_driver()?;
    programs::archive_tools()?;
    python::environment()
}
