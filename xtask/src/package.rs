//! The zip files that are given out.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::build::{self, Browser, files_under};
use crate::paths::root;

/// Builds the extension and packs it: the same source gives the same bytes.
pub fn package(out: &Path) -> Result<()> {
    build::build(&build::Options { test: false, out: out.to_path_buf() })?;
    let out = root().join(out);
    let version = env!("CARGO_PKG_VERSION");
    for browser in Browser::ALL {
        let file = out.join(format!("drydock-{}-{version}.zip", browser.folder()));
        pack(&out.join(browser.folder()), &file)
            .with_context(|| format!("{} cannot be written", file.display()))?;
        println!("packed {}", file.display());
    }
    Ok(())
}

/// Packs a folder's files, sorted, all with the same time.
pub fn pack(folder: &Path, file: &Path) -> Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(File::create(file)?);
    for path in files_under(folder)? {
        let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        zip.start_file(name, options)?;
        zip.write_all(&fs::read(&path)?)?;
    }
    zip.finish()?;
    Ok(())
}
