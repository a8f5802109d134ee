//! Setting a machine up: finding what is missing, saying so, and installing it.

mod npm;
mod programs;
mod python;
mod rust;
mod system;

use anyhow::Result;

pub use programs::name_programs;
pub use python::python;
pub use rust::wasm_cargo;

use system::Missing;

/// What building needs: the WASM target, and npm's `wasm-opt`.
pub fn for_build() -> Result<()> {
    set_up(Vec::new())
}

/// What the demo in this browser needs.
pub fn for_demo(firefox: bool) -> Result<()> {
    if firefox {
        set_up(programs::firefox())?;
        programs::geckodriver()
    } else {
        set_up(programs::chromium())
    }
}

/// What all tests need.
pub fn for_test() -> Result<()> {
    set_up(
        [
            rust::components()?,
            programs::chromium(),
            programs::firefox(),
            programs::archive_tools(),
            python::interpreter(),
        ]
        .concat(),
    )?;
    programs::geckodriver()?;
    python::environment()
}

/// What building needs, and more packages of the system: all that is missing is found first, so
/// that who may not install it is told once.
fn set_up(more: Vec<Missing>) -> Result<()> {
    system::install(&[rust::wasm_target(), npm::node(), more].concat())?;
    npm::packages()
}
