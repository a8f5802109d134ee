//! Reads an archive, strictly: what no writer of ours would have written is refused.

mod bag;
mod directory;
mod index;
mod local;
mod payload;
mod tail;
mod verify;

pub use bag::BagReader;
pub use payload::PayloadReader;
