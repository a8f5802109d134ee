//! Fails the build when the version in `manifest.json` is not the crate's.

use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&fs::read_to_string("manifest.json")?)?;
    let stated = manifest.get("version").and_then(serde_json::Value::as_str);
    let crate_version = env::var("CARGO_PKG_VERSION")?;
    if stated != Some(crate_version.as_str()) {
        return Err(format!(
            "manifest.json says version {stated:?}, Cargo.toml says {crate_version}: make them agree"
        )
        .into());
    }
    Ok(())
}
