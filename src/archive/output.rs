//! Where the zip writer's bytes wait until the caller takes them.

use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;

/// A growing buffer that the zip writer fills and the bag writer empties.
///
/// Shared, because the zip writer does not lend out what it writes into.
#[derive(Clone, Default)]
pub(super) struct Output(Rc<Cell<Vec<u8>>>);

impl Output {
    /// The bytes written since the last call.
    pub(super) fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut waiting = self.0.take();
        waiting.extend_from_slice(bytes);
        self.0.set(waiting);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
