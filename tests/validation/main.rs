//! Validation of JavaScript's values by JSON Schema.

// Helpers of tests are tests: they fail by panicking. clippy.toml exempts only test functions.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod documented;
mod javascript;
mod json;
mod mistakes;
mod suite;
