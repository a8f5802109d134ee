//! What differs between two states of an object store.
//!
//! A backup has the records of a store in the order of their keys, so two backups of one database
//! are compared by reading both once, side by side, in little memory.

mod merge;
mod side;

pub use merge::{Change, Merge, Next};
