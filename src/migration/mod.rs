//! Migrations: what a plan makes of a database and of its records.

mod convert;
mod evaluate;
mod fault;
mod fields;
mod fingerprint;
mod formula;
mod key_path;
mod merge;
mod program;
mod report;
mod run;
mod seeds;
mod split;
mod step;
mod unique;
mod working;
