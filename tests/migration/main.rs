//! Migrations, run on databases that are simulated.

// Helpers of tests are tests: they fail by panicking. clippy.toml exempts only test functions.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

#[path = "../support/arbitrary.rs"]
mod arbitrary;
mod arrays;
mod catch_up;
mod documented;
#[path = "../support/entropy.rs"]
mod entropy;
mod keys;
mod lazy;
mod properties;
mod quarantine;
mod reports;
#[path = "../support/scalars.rs"]
mod scalars;
#[path = "../support/settle.rs"]
mod settle;
mod shapes;
mod simulated;
mod stores;
mod surveys;
