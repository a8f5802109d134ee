//! What migrations did to the site's databases, read from the background worker.

use drydock::messages::{DatabaseStatus, Failure, Reply, Request};
use sycamore::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::requests;
use crate::together::Together;

/// The histories of a site's databases. Copies are the same.
#[derive(Clone, Copy)]
pub struct Histories {
    /// Each database with its history; `None` until they are known.
    pub databases: Signal<Option<Vec<DatabaseStatus>>>,
    /// Why they cannot be told.
    pub failure: Signal<Option<Failure>>,
    asked: Signal<u32>,
    together: Together,
}

impl Histories {
    /// None yet, to be loaded.
    pub fn new() -> Self {
        Self {
            databases: create_signal(None),
            failure: create_signal(None),
            asked: create_signal(0),
            together: Together::here(),
        }
    }

    /// Reads them again.
    pub fn reload(self, tab_id: i32) {
        let number = self.asked.get_untracked() + 1;
        self.asked.set(number);
        spawn_local(async move {
            let reply = requests::send(&Request::Status { tab_id, plan: None }, None).await.reply;
            // A later question has a later answer.
            if self.asked.get_untracked() != number {
                return;
            }
            self.together.change(|| match reply {
                Reply::Done(success) => {
                    self.failure.set(None);
                    if self.databases.with_untracked(|shown| *shown != success.status) {
                        self.databases.set(success.status);
                    }
                }
                Reply::Failed { error, .. } => self.failure.set(Some(*error)),
            });
        });
    }
}
