//! Changing several signals at once.

use sycamore::prelude::*;
use sycamore::reactive::NodeHandle;

/// The reactive scope of a page, for code that runs outside it: after an `await`, or when the
/// browser calls.
#[derive(Clone, Copy)]
pub struct Together(NodeHandle);

impl Together {
    /// The present scope.
    pub fn here() -> Self {
        Self(use_current_scope())
    }

    /// Makes several changes, of which the page shows only the outcome.
    pub fn change(self, changes: impl FnOnce()) {
        self.0.run_in(|| batch(changes));
    }
}
