//! Rust for WASM: rustup's target, or Debian's compiler with the standard library's source.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::debian;
use crate::command::{cargo, find, output_of, program, run};

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's own cargo and compiler, beside rustup's.
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library";

/// Makes sure that crates can be built for WASM.
pub fn wasm_target() -> Result<()> {
    if has_target() || has_debian() {
        return Ok(());
    }
    if find("rustup").is_some() {
        println!("adding the Rust target {TARGET}");
        if run(program("rustup").args(["target", "add", TARGET])).is_ok() {
            return Ok(());
        }
        println!("rustup cannot get it here");
    }
    debian::install(&["rustc-web", "cargo-web", "rust-web-src", "lld-22"])
}

/// Makes sure that formatter and linter are there.
pub fn components() -> Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if output_of(cargo().args([subcommand, "--version"])).is_none() {
            println!("adding the Rust component {component}");
            run(program("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// A cargo that builds for WASM.
pub fn wasm_cargo() -> Result<Command> {
    if has_target() {
        return Ok(cargo());
    }
    let mut cargo = program(DEBIAN_CARGO);
    // Without the target's standard library it is built along, which takes a compiler that
    // admits unstable options.
    cargo
        .args(["-Z", "build-std=std,panic_abort"])
        .env("RUSTC", DEBIAN_RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO");
    Ok(cargo)
}

fn has_target() -> bool {
    let libraries =
        output_of(program("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    libraries.is_some_and(|folder| Path::new(&folder).is_dir())
}

fn has_debian() -> bool {
    [DEBIAN_CARGO, DEBIAN_RUSTC, DEBIAN_SOURCE].iter().all(|path| Path::new(path).exists())
        && find("wasm-ld-22").is_some()
}
