//! JSON texts ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)) read with the place of every
//! value, for messages that point at it.

mod node;
mod pointer;
mod reader;
mod string;

pub use node::{Kind, Member, Node, Position};
pub use pointer::Pointer;
pub use reader::{MAX_DEPTH, MAX_LENGTH, read};
