//! One operation: its state, and whether it was cancelled.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use drydock::messages::{ErrorCode, Failure, OperationState, Phase, Progress, Reply};

use crate::failure::Outcome;

/// An operation that runs. Clones are the same operation.
#[derive(Clone)]
pub struct Operation(Rc<Inner>);

struct Inner {
    state: RefCell<OperationState>,
    cancelled: Cell<bool>,
    /// Past the point where cancelling would leave something half done.
    committed: Cell<bool>,
    on_cancel: RefCell<Option<Box<dyn Fn()>>>,
    on_change: Box<dyn Fn(bool)>,
}

/// While it lives, cancelling the operation also calls what was given to
/// [`Operation::when_cancelled`].
pub struct Cancelling(Operation);

impl Drop for Cancelling {
    fn drop(&mut self) {
        self.0.0.on_cancel.replace(None);
    }
}

impl Operation {
    /// A new operation. `on_change` is called whenever its state changes, with whether the
    /// change must be shown at once.
    pub fn new(id: String, kind: &str, origin: String, on_change: impl Fn(bool) + 'static) -> Self {
        let progress = Progress {
            phase: Phase::Connecting,
            records: 0,
            total_records: None,
            bytes: 0,
            total_bytes: None,
        };
        let state = OperationState {
            operation_id: id,
            kind: kind.to_owned(),
            origin,
            progress,
            result: None,
        };
        Self(Rc::new(Inner {
            state: RefCell::new(state),
            cancelled: Cell::new(false),
            committed: Cell::new(false),
            on_cancel: RefCell::new(None),
            on_change: Box::new(on_change),
        }))
    }

    /// One that nobody sees or cancels: what it is for takes no time.
    pub fn unwatched(kind: &str, origin: &str) -> Self {
        Self::new(String::new(), kind, origin.to_owned(), |_| {})
    }

    /// Its id.
    pub fn id(&self) -> String {
        self.0.state.borrow().operation_id.clone()
    }

    /// The origin that it works on; empty where there is none.
    pub fn origin(&self) -> String {
        self.0.state.borrow().origin.clone()
    }

    /// Its state, for showing.
    pub fn state(&self) -> OperationState {
        self.0.state.borrow().clone()
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.0.state.borrow().result.is_some()
    }

    /// Enters a phase.
    pub fn enter(&self, phase: Phase, total_records: Option<u64>, total_bytes: Option<u64>) {
        self.0.state.borrow_mut().progress =
            Progress { phase, records: 0, total_records, bytes: 0, total_bytes };
        (self.0.on_change)(true);
    }

    /// Changes the phase and keeps the counts: something is being waited for, or no longer.
    pub fn switch(&self, phase: Phase) {
        self.0.state.borrow_mut().progress.phase = phase;
        (self.0.on_change)(true);
    }

    /// The phase that it is in.
    pub fn phase(&self) -> Phase {
        self.0.state.borrow().progress.phase
    }

    /// Counts records and bytes that are done.
    pub fn advance(&self, records: u64, bytes: u64) {
        {
            let progress = &mut self.0.state.borrow_mut().progress;
            progress.records += records;
            progress.bytes += bytes;
        }
        (self.0.on_change)(false);
    }

    /// What it shows, for [`Operation::go_back`].
    pub fn progress(&self) -> Progress {
        self.0.state.borrow().progress.clone()
    }

    /// Shows again what it showed: something has to be done once more.
    pub fn go_back(&self, progress: Progress) {
        self.0.state.borrow_mut().progress = progress;
        (self.0.on_change)(true);
    }

    /// Sets how many bytes are done.
    pub fn reach(&self, bytes: u64) {
        self.0.state.borrow_mut().progress.bytes = bytes;
        (self.0.on_change)(false);
    }

    /// Ends it with an answer.
    pub fn end(&self, result: Reply) {
        self.0.state.borrow_mut().result = Some(result);
        (self.0.on_change)(true);
    }

    /// From here on cancelling has no effect: stopping halfway would cost more than finishing.
    pub fn commit(&self) {
        self.0.committed.set(true);
    }

    /// From here on cancelling has an effect again: what had to be finished is.
    pub fn reopen(&self) {
        self.0.committed.set(false);
    }

    /// Cancels it. Says whether that will have an effect.
    pub fn cancel(&self) -> bool {
        if self.0.committed.get() || self.has_ended() {
            return false;
        }
        self.0.cancelled.set(true);
        if let Some(on_cancel) = &*self.0.on_cancel.borrow() {
            on_cancel();
        }
        true
    }

    /// Calls `on_cancel` when the operation is cancelled, as long as the result lives.
    pub fn when_cancelled(&self, on_cancel: impl Fn() + 'static) -> Cancelling {
        self.0.on_cancel.replace(Some(Box::new(on_cancel)));
        Cancelling(self.clone())
    }

    /// Fails when the operation was cancelled.
    pub fn check(&self) -> Outcome<()> {
        if self.0.cancelled.get() && !self.0.committed.get() {
            Err(Failure::new(ErrorCode::Cancelled, "Cancelled. Nothing was changed."))
        } else {
            Ok(())
        }
    }
}
