//! Rust for WASM: rustup's target, or Debian's compiler with the standard library's source.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::system::Missing;
use crate::command::{cargo, find, output_of, program, run};

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's own cargo and compiler, beside rustup's.
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library";

const WASM: Missing = Missing {
    debian: "rustc-web cargo-web rust-web-src lld-22",
    fedora: "rust-std-static-wasm32-unknown-unknown",
    arch: "rust-wasm",
    elsewhere: "# rustup: https://rustup.rs\nrustup target add wasm32-unknown-unknown",
};

const RUSTFMT: Missing = Missing {
    debian: "rustfmt",
    fedora: "rustfmt",
    arch: "rust",
    elsewhere: "rustup component add rustfmt",
};

const CLIPPY: Missing = Missing {
    debian: "rust-clippy",
    fedora: "clippy",
    arch: "rust",
    elsewhere: "rustup component add clippy",
};

/// Has rustup add the target for WASM. What is missing where rustup cannot.
pub fn wasm_target() -> Vec<Missing> {
    if has_target() || has_debian() {
        return Vec::new();
    }
    if find("rustup").is_some() {
        println!("adding the Rust target {TARGET}");
        if run(program("rustup").args(["target", "add", TARGET])).is_ok() {
            return Vec::new();
        }
        println!("rustup cannot get it here");
    }
    vec![WASM]
}

/// Has rustup add formatter and linter. What is missing where there is no rustup.
pub fn components() -> Result<Vec<Missing>> {
    let mut missing = Vec::new();
    for (component, subcommand, package) in
        [("rustfmt", "fmt", RUSTFMT), ("clippy", "clippy", CLIPPY)]
    {
        if output_of(cargo().args([subcommand, "--version"])).is_some() {
            continue;
        }
        if find("rustup").is_some() {
            println!("adding the Rust component {component}");
            run(program("rustup").args(["component", "add", component]))?;
        } else {
            missing.push(package);
        }
    }
    Ok(missing)
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
