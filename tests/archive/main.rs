//! The archive: written, read back, damaged, forged.

// Helpers of tests are tests: they fail by panicking. clippy.toml exempts only test functions.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod damage;
mod determinism;
mod format_versions;
mod golden;
mod golden_records;
mod hostile_bags;
mod hostile_files;
mod hostile_zips;
mod random_bags;
mod raw_zip;
mod reading;
mod sample;
