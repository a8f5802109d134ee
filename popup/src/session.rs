//! What the parts of a page share: its request, its answer, and the operations.

use drydock::messages::{Failure, OperationState, Reply, Request};
use sycamore::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use crate::model::{Activity, Answer, Asked, Scope, activity};
use crate::permission::Asking;
use crate::requests::{self, Answered};
use crate::save::save;
use crate::together::Together;
use crate::watch::Watch;

/// A page's session with the background worker. Copies are the same session.
#[derive(Clone, Copy)]
pub struct Session {
    asked: Signal<Option<Asked>>,
    answer: Signal<Option<Answer>>,
    operations: Signal<Vec<OperationState>>,
    scope: Signal<Scope>,
    ended: Signal<u32>,
    watch: Signal<Watch>,
    together: Together,
}

impl Session {
    /// Begins to watch the operations in `scope`.
    pub fn new(scope: Scope) -> Self {
        let together = Together::here();
        let operations = create_signal(Vec::new());
        let asked = create_signal(None::<Asked>);
        let answer = create_signal(None::<Answer>);
        let scope = create_signal(scope);
        let ended = create_signal(0);
        let shown = move |states: Vec<OperationState>| {
            let count = |states: &[OperationState]| {
                states.iter().filter(|state| state.result.is_some()).count()
            };
            let more = operations.with_untracked(|known| count(&states) > count(known));
            // What began after this page's own answer says more than that answer does.
            let runs = scope.with_untracked(|scope| scope.has_running(&states));
            together.change(move || {
                if runs && asked.with_untracked(Option::is_none) {
                    answer.set(None);
                }
                operations.set(states);
                if more {
                    ended.update(|ended| *ended += 1);
                }
            });
        };
        let dropped = move |watch: Watch| {
            // An idle worker ends after a while, and is left in peace. One that was ended at work
            // is started again: it then finishes what it had begun.
            let running = asked.with_untracked(Option::is_some)
                || operations.with_untracked(|states: &Vec<OperationState>| {
                    states.iter().any(|state| state.result.is_none())
                });
            if running {
                watch.connect();
            }
        };
        let watch = Watch::new(shown, dropped);
        watch.connect();
        let watch = create_signal(watch);
        Self { asked, answer, operations, scope, ended, watch, together }
    }

    /// What is going on.
    pub fn activity(self) -> Activity {
        self.asked.with(|asked| {
            self.answer.with(|answer| {
                self.operations.with(|operations| {
                    self.scope
                        .with(|scope| activity(asked.as_ref(), answer.as_ref(), operations, scope))
                })
            })
        })
    }

    /// Whether something is going on.
    pub fn is_busy(self) -> bool {
        matches!(self.activity(), Activity::Running(_))
    }

    /// Changes whenever something has ended, so that lists must be read again.
    pub fn ended(self) -> u32 {
        self.ended.get()
    }

    /// Whether the operations of every site are shown, so that each needs its site's name.
    pub fn shows_all(self) -> bool {
        self.scope.with(|scope| *scope == Scope::All)
    }

    /// Sets the origin whose operations are shown.
    pub fn look_at(self, origin: String) {
        self.scope.update(|scope| *scope = scope.at(origin));
    }

    /// Sends a request, and calls `then` with the answer.
    ///
    /// `asking` is the permission that it needs; `file` is `import`'s.
    pub fn ask(
        self,
        request: Request,
        file: Option<File>,
        asking: Option<Asking>,
        then: impl FnOnce(&Reply) + 'static,
    ) {
        let at = js_sys::Date::now();
        let origin = asking.as_ref().map(|asking| asking.origin().to_owned());
        let before = self.operations.with_untracked(|operations| {
            let running = operations.iter().filter(|state| state.result.is_none());
            running.map(|state| state.operation_id.clone()).collect()
        });
        let asked = Asked { request: request.clone(), origin, before };
        self.together.change(|| {
            self.answer.set(None);
            self.asked.set(Some(asked.clone()));
        });
        self.watch.with_untracked(Watch::connect);
        spawn_local(async move {
            let reply = match granted(asking).await {
                Ok(()) => carry_out(&request, file.as_ref()).await,
                Err(failure) => Reply::failed(failure),
            };
            let milliseconds = js_sys::Date::now() - at;
            self.together.change(|| {
                self.asked.set(None);
                // A recovery that runs by now says what became of a worker that gave no answer.
                let scope = self.scope.get_clone_untracked();
                let recovers = |state: &OperationState| {
                    state.kind == "recover"
                        && state.result.is_none()
                        && asked.concerns(state, &scope)
                };
                if !self.operations.with_untracked(|operations| operations.iter().any(recovers)) {
                    let reply = reply.clone();
                    let Asked { origin, .. } = asked;
                    self.answer.set(Some(Answer { request, origin, reply, milliseconds }));
                }
                self.ended.update(|ended| *ended += 1);
            });
            then(&reply);
        });
    }

    /// Cancels what is going on.
    pub fn cancel(self) {
        let Activity::Running(running) = self.activity() else {
            return;
        };
        let Some(operation_id) = running.operation_id else {
            return;
        };
        spawn_local(async move {
            // That it is too late shows in the operation's own end.
            requests::send(&Request::Cancel { operation_id }, None).await;
        });
    }
}

async fn granted(asking: Option<Asking>) -> Result<(), Failure> {
    match asking {
        Some(asking) => asking.granted().await,
        None => Ok(()),
    }
}

async fn carry_out(request: &Request, file: Option<&File>) -> Reply {
    let Answered { reply, blob } = requests::send(request, file).await;
    match (request, blob) {
        (Request::Export { backup_id }, Some(blob)) => {
            match save(&blob, &format!("{backup_id}.zip")).await {
                Ok(()) => reply,
                Err(failure) => Reply::failed(failure),
            }
        }
        _ => reply,
    }
}
