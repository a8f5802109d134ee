//! The operations that run, their progress, and their cancelling.

mod clock;
mod operation;
mod registry;

pub use clock::{iso_now, milliseconds};
pub use operation::{Cancelling, Operation};
pub use registry::Operations;
