//! What the background worker and the agent in the page say to each other.
//!
//! A message over the port is an object `{body, bytes?, attachments?}`: `body` is one of these
//! types as JSON text, `bytes` a run of encoded records (a `Uint8Array`, or a `Blob` where it
//! would not fit into one message), and `attachments` the live objects that the records refer to
//! by ordinal. Names are [`Text`](crate::value::Text), so that lone surrogates survive JSON.
//!
//! The agent lives in a page, so what it says is untrusted: the shape is checked here, by
//! deserializing, and the meaning where it is used.

mod command;
mod event;

pub use command::{Command, Opening, StoreChange, StoreTarget};
pub use event::{AgentError, Event, Stuck};
