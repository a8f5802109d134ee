//! Drydock's core: everything that needs no browser.
//!
//! See `ARCHITECTURE.md` for how the crates fit together.

pub mod archive;
pub mod diff;
pub mod expression;
pub mod messages;
pub mod migration;
pub mod plan;
pub mod protocol;
pub mod restore;
pub mod schema;
pub mod validation;
pub mod value;
