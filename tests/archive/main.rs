//! The archive: written, read back, damaged, forged.

mod damage;
mod determinism;
mod format_versions;
mod golden;
mod golden_records;
mod hostile_bags;
mod hostile_zips;
mod random_bags;
mod raw_zip;
mod reading;
mod sample;
