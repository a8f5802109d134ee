//! The WASM modules: compiled, bound to JavaScript, and optimised.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{program, run};
use crate::paths::{npm_program, root, target};
use crate::setup::wasm_cargo;

/// SIMD makes compression and hashing several times as fast; every browser that can load the
/// extension has it. The stack holds the decoder at the deepest value.
const FLAGS: [&str; 2] = ["-Ctarget-feature=+simd128", "-Clink-arg=-zstack-size=4194304"];

/// How far `wasm-opt` goes, and what it leaves out.
const OPTIMISATION: [&str; 3] = ["-O2", "--strip-debug", "--strip-producers"];

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

/// The folders of the modules of some packages: `<name>.js` and `<name>_bg.wasm`, made anew where a
/// crate changed. To link a module and to optimise it takes minutes of one core each, so the one is
/// done while the other goes on.
pub fn bound<const N: usize>(packages: [&str; N]) -> Result<Vec<PathBuf>> {
    thread::scope(|scope| {
        let mut finishing = Vec::new();
        for package in packages {
            let name = package.replace('-', "_");
            let compiled = compile(package)?.join(format!("{name}.wasm"));
            finishing.push(scope.spawn(move || finish(&name, &compiled)));
        }
        finishing
            .into_iter()
            .map(|module| module.join().map_err(|_| anyhow!("a module's optimisation panicked"))?)
            .collect()
    })
}

/// Binds a module to JavaScript and optimises it, unless that was done before.
fn finish(name: &str, compiled: &Path) -> Result<PathBuf> {
    let bound = target().join("drydock").join(name);
    let stamp = target().join("drydock").join(format!("{name}.stamp"));
    let wanted = stamp_of(compiled)?;
    if fs::read(&stamp).is_ok_and(|stamp| stamp == wanted) && bound.is_dir() {
        return Ok(bound);
    }
    // The stamp goes before what it speaks for: a build that is interrupted here leaves a module
    // that no stamp vouches for.
    for (gone, place) in [(fs::remove_file(&stamp), &stamp), (fs::remove_dir_all(&bound), &bound)] {
        if let Err(error) = gone
            && place.exists()
        {
            return Err(error).with_context(|| format!("{} cannot be removed", place.display()));
        }
    }
    bind(compiled, name, &bound)?;
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
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags()?.join("\u{1f}")))?;
    Ok(folder.join(TARGET).join("release"))
}

/// The caller's flags and ours, one by one: paths may hold spaces.
fn flags() -> Result<Vec<String>> {
    let theirs = env::var("RUSTFLAGS").unwrap_or_default();
    let mut flags: Vec<String> = theirs.split_whitespace().map(str::to_owned).collect();
    flags.extend(FLAGS.map(str::to_owned));
    // Messages of panics name source files. Without this they would say where this machine keeps
    // the crates, and another machine's build would be another module.
    for registry in registries()? {
        flags.push(format!("--remap-path-prefix={}=crates", registry.display()));
    }
    Ok(flags)
}

/// Where cargo keeps the sources of crates: a folder for each registry. They are there: this
/// program was built from them.
fn registries() -> Result<Vec<PathBuf>> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let Some(Ok(entries)) = home.map(|home| fs::read_dir(home.join("registry/src"))) else {
        // Vendored sources, named by their place in the project.
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in entries {
        found.push(entry?.path());
    }
    found.sort();
    Ok(found)
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
        .args(OPTIMISATION)
        .args(FEATURES.iter().map(|feature| format!("--enable-{feature}")))
        .arg(module)
        .arg("-o")
        .arg(module))
}

/// What tells whether a module is bound and optimised already: the compiled bytes, how they are
/// optimised, and the packages that hold the optimiser.
fn stamp_of(compiled: &Path) -> Result<Vec<u8>> {
    let mut stamp =
        fs::read(compiled).with_context(|| format!("{} is missing", compiled.display()))?;
    stamp.extend(OPTIMISATION.iter().chain(&FEATURES).flat_map(|option| option.bytes()));
    stamp.extend(fs::read(root().join("package-lock.json"))?);
    Ok(stamp)
}
