//! The WASM modules: compiled, bound to JavaScript, and optimised.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{program, run};
use crate::paths::{npm_program, target};
use crate::setup::wasm_cargo;

/// SIMD makes compression and hashing several times as fast; every browser that can load the
/// extension has it. The stack holds the decoder at the deepest value.
const FLAGS: &str = "-C target-feature=+simd128 -C link-arg=-zstack-size=4194304";

/// What the compiler uses of WASM beyond its first version. Not all that `wasm-opt` knows: some of
/// it no browser has yet.
const FEATURES: [&str; 7] = [
    "bulk-memory",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
    "simd",
];

const TARGET: &str = "wasm32-unknown-unknown";

/// A module's folder: `<name>.js` and `<name>_bg.wasm`, made anew where the crate changed.
pub fn bound(package: &str) -> Result<PathBuf> {
    let name = package.replace('-', "_");
    let compiled = compile(package)?.join(format!("{name}.wasm"));
    let bound = target().join("drydock").join(&name);
    let stamp = target().join("drydock").join(format!("{name}.stamp"));
    let wanted = stamp_of(&compiled)?;
    if fs::read(&stamp).is_ok_and(|stamp| stamp == wanted) && bound.is_dir() {
        return Ok(bound);
    }
    if bound.exists() {
        fs::remove_dir_all(&bound)?;
    }
    bind(&compiled, &name, &bound)?;
    optimise(&bound.join(format!("{name}_bg.wasm")))?;
    fs::write(stamp, wanted)?;
    Ok(bound)
}

/// Compiles a crate. Says in which folder the module is.
fn compile(package: &str) -> Result<PathBuf> {
    // Flags of its own, in a folder of its own: native builds stay as they are.
    let folder = target().join("wasm");
    let mut cargo = wasm_cargo()?;
    run(cargo
        .args(["build", "--release", "--target", TARGET, "--package", package])
        .env("CARGO_TARGET_DIR", &folder)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", format!("{} {FLAGS}", env::var("RUSTFLAGS").unwrap_or_default())))?;
    Ok(folder.join(TARGET).join("release"))
}

fn bind(compiled: &Path, name: &str, to: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name(name)
        .web(true)
        .map_err(|error| anyhow!("{error}"))?
        .typescript(false)
        .omit_default_module_path(false)
        .generate(to)
        .map_err(|error| anyhow!("{error:?}"))
        .with_context(|| format!("{} cannot be bound to JavaScript", compiled.display()))
}

fn optimise(module: &Path) -> Result<()> {
    run(program(npm_program("wasm-opt"))
        .args(["-O2", "--strip-debug", "--strip-producers"])
        .args(FEATURES.iter().map(|feature| format!("--enable-{feature}")))
        .arg(module)
        .arg("-o")
        .arg(module))
}

/// What tells whether a compiled module is the one that was bound last: its bytes.
fn stamp_of(compiled: &Path) -> Result<Vec<u8>> {
    fs::read(compiled).with_context(|| format!("{} is missing", compiled.display()))
}
