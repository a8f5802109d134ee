//! All operations, and the pages that watch them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use drydock::messages::{ErrorCode, Failure, OperationState};
use gloo_timers::callback::{Interval, Timeout};
use serde::Serialize;
use webext::Port;

use crate::failure::Outcome;
use crate::operations::Operation;

/// Pages are shown progress at most this often.
const SHOW_EVERY: u32 = 100;

/// The browser ends a worker that is idle for 30 s: with an operation under way, this often is
/// activity.
const STAY_AWAKE_EVERY: u32 = 15_000;

/// How many ended operations are remembered, for a popup that is opened afterwards.
const REMEMBERED: usize = 8;

/// The operations of this background worker. Clones are the same registry.
#[derive(Clone, Default)]
pub struct Operations(Rc<Inner>);

#[derive(Default)]
struct Inner {
    operations: RefCell<Vec<Operation>>,
    watchers: RefCell<Vec<Port>>,
    pending: Cell<bool>,
    awake: RefCell<Option<Interval>>,
    begun: Cell<u32>,
}

#[derive(Serialize)]
struct Shown {
    operations: Vec<OperationState>,
}

impl Operations {
    /// Begins an operation.
    ///
    /// # Errors
    ///
    /// When another one works on the same origin.
    pub fn begin(&self, kind: &str, origin: &str) -> Outcome<Operation> {
        if !origin.is_empty() && self.is_busy(origin) {
            return Err(Failure::new(
                ErrorCode::Busy,
                format!("Another operation is working on {origin}."),
            ));
        }
        let number = self.0.begun.get() + 1;
        self.0.begun.set(number);
        let id = format!("{kind}-{:x}-{number}", js_sys::Date::now() as u64);
        let registry = self.clone();
        let operation =
            Operation::new(id, kind, origin.to_owned(), move |now| registry.changed(now));
        let mut operations = self.0.operations.borrow_mut();
        let mut ended = operations.iter().filter(|other| other.has_ended()).count();
        operations.retain(|other| {
            let forget = other.has_ended() && ended >= REMEMBERED;
            if forget {
                ended -= 1;
            }
            !forget
        });
        operations.push(operation.clone());
        drop(operations);
        self.stay_awake();
        self.changed(true);
        Ok(operation)
    }

    /// The operation with this id.
    pub fn find(&self, id: &str) -> Option<Operation> {
        self.0.operations.borrow().iter().find(|operation| operation.id() == id).cloned()
    }

    /// Whether an operation works on an origin.
    pub fn is_busy(&self, origin: &str) -> bool {
        self.0
            .operations
            .borrow()
            .iter()
            .any(|operation| !operation.has_ended() && operation.origin() == origin)
    }

    /// The states of all.
    pub fn states(&self) -> Vec<OperationState> {
        self.0.operations.borrow().iter().map(Operation::state).collect()
    }

    /// Shows a page all states, now and whenever they change.
    pub fn watch(&self, port: Port) {
        self.0.watchers.borrow_mut().push(port);
        self.show();
    }

    /// Stops showing a page.
    pub fn unwatch(&self, port: &Port) {
        self.0.watchers.borrow_mut().retain(|watcher| watcher != port);
    }

    fn changed(&self, now: bool) {
        if now {
            self.show();
        } else if !self.0.pending.replace(true) {
            let registry = self.clone();
            Timeout::new(SHOW_EVERY, move || {
                if registry.0.pending.get() {
                    registry.show();
                }
            })
            .forget();
        }
        if self.0.operations.borrow().iter().all(Operation::has_ended) {
            self.0.awake.replace(None);
        }
    }

    fn show(&self) {
        self.0.pending.set(false);
        let shown = Shown { operations: self.states() };
        let Ok(message) = serde_wasm_bindgen::to_value(&shown) else { return };
        // A page that was closed refuses the message.
        self.0.watchers.borrow_mut().retain(|port| webext::port::post(port, &message).is_ok());
    }

    fn stay_awake(&self) {
        self.0.awake.borrow_mut().get_or_insert_with(|| {
            Interval::new(STAY_AWAKE_EVERY, || {
                wasm_bindgen_futures::spawn_local(async {
                    // Asked for the sake of asking.
                    let _ = webext::runtime::platform_info().await;
                });
            })
        });
    }
}
