//! The plan that a person gave, what it says, and what the background worker says of it.

use drydock::messages::{Failure, PlanSource, PlanWarning, Reply, Request};
use drydock::plan::MAX_LENGTH;
use js_sys::Uint8Array;
use sycamore::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

use crate::format;
use crate::i18n::{text, with};
use crate::kept;
use crate::model::{Activity, Counts, Reading, counted, counts, file_text, reading};
use crate::requests;
use crate::together::Together;

/// What the background worker says of a plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Lint {
    /// Nothing: it was not asked.
    Unasked,
    /// It is being asked.
    Asked,
    /// What to beware of.
    Warnings(Vec<PlanWarning>),
    /// The plan cannot run here.
    Failed(Failure),
}

/// The plan. Copies are the same one.
#[derive(Clone, Copy)]
pub struct Planned {
    /// Its text.
    pub text: Signal<String>,
    /// Why a file or a text was not taken.
    pub refused: Signal<Option<String>>,
    /// What the text says.
    pub reading: ReadSignal<Reading>,
    /// What the background worker says of it.
    pub lint: Signal<Lint>,
    counts: Signal<Option<Counts>>,
    question: Signal<Question>,
    together: Together,
}

/// What is to be asked of the background worker.
#[derive(Clone, Default)]
struct Question {
    /// Counts the questions: an answer to a former one is not shown.
    number: u32,
    /// The plan, and the tab of the site that it is for.
    next: Option<(PlanSource, Option<i32>)>,
    under_way: bool,
    /// The plan that the last shown answer is about.
    told: Option<PlanSource>,
}

impl Planned {
    /// No plan yet.
    pub fn new() -> Self {
        let text = create_signal(String::new());
        Self {
            text,
            refused: create_signal(None),
            reading: create_memo(move || text.with(|text| reading(text))),
            lint: create_signal(Lint::Unasked),
            counts: create_signal(None),
            question: create_signal(Question::default()),
            together: Together::here(),
        }
    }

    /// Takes the text that was kept for an origin, unless there is one already.
    pub fn recall(self, origin: String) {
        spawn_local(async move {
            let kept = kept::plan(&origin).await;
            if let Some(kept) = kept
                && self.text.with_untracked(String::is_empty)
            {
                self.together.change(|| self.text.set(kept));
            }
        });
    }

    /// Takes the text of a file, and calls `then` when it is there.
    pub fn take(self, file: File, then: impl FnOnce() + 'static) {
        spawn_local(async move {
            let taken = read(&file).await;
            self.together.change(|| match taken {
                Ok(text) => {
                    self.refused.set(None);
                    self.text.set(text);
                }
                Err(why) => self.refused.set(Some(why)),
            });
            then();
        });
    }

    /// Whether it can be read.
    pub fn is_right(self) -> bool {
        self.reading.with(|reading| matches!(reading, Reading::Right(_)))
    }

    /// It, for a request.
    pub fn source(self) -> PlanSource {
        PlanSource::Text(self.text.get_clone_untracked())
    }

    /// What to beware of in it, with what was counted in the site's records.
    pub fn warnings(self) -> Option<Vec<PlanWarning>> {
        let Lint::Warnings(warnings) = self.lint.get_clone() else { return None };
        let plan = PlanSource::Text(self.text.get_clone());
        Some(self.counts.with(|counts| counted(warnings, &plan, counts.as_ref())))
    }

    /// Takes what was counted, and forgets it when records may have changed since.
    pub fn heed(self, activity: &Activity) {
        let known = self.counts.get_clone_untracked();
        let now = counts(known.clone(), activity);
        if now != known {
            self.counts.set(now);
        }
    }

    /// Asks the background worker about it and about the site in a tab, or, where it cannot be read,
    /// forgets what was said. What was said of the same plan stays until the next answer: nobody is
    /// to see a plan for a moment as if there were nothing to beware of.
    pub fn ask(self, tab_id: Option<i32>) {
        let plan = self.is_right().then(|| PlanSource::Text(self.text.get_clone()));
        let is_right = plan.is_some();
        let (idle, is_told) = self.question.update_silent(|question| {
            let idle = !question.under_way;
            let is_told = is_right && question.told == plan;
            question.number += 1;
            question.under_way |= is_right;
            if !is_told {
                question.told = None;
            }
            question.next = plan.map(|plan| (plan, tab_id));
            (idle, is_told)
        });
        if !is_told {
            let shown = if is_right { Lint::Asked } else { Lint::Unasked };
            self.together.change(|| self.lint.set(shown));
        }
        if !idle || !is_right {
            return;
        }
        spawn_local(async move {
            // One at a time: while it is answered the person may type on.
            while let Some((number, plan, tab_id)) = self.next() {
                let request = Request::Lint { plan: plan.clone(), tab_id, data: false };
                let lint = match requests::send(&request, None).await.reply {
                    Reply::Done(success) => Lint::Warnings(success.warnings.unwrap_or_default()),
                    Reply::Failed { error, .. } => Lint::Failed(*error),
                };
                if self.question.with_untracked(|question| question.number) == number {
                    self.question.update_silent(|question| question.told = Some(plan));
                    self.together.change(|| self.lint.set(lint));
                }
            }
        });
    }

    /// Does not show the answer to what is being asked: the site is being changed.
    pub fn ignore(self) {
        self.question.update_silent(|question| {
            question.number += 1;
            question.next = None;
        });
    }

    fn next(self) -> Option<(u32, PlanSource, Option<i32>)> {
        self.question.update_silent(|question| {
            let next = question.next.take();
            question.under_way = next.is_some();
            next.map(|(plan, tab_id)| (question.number, plan, tab_id))
        })
    }
}

async fn read(file: &File) -> Result<String, String> {
    if file.size() > MAX_LENGTH as f64 {
        let sizes = [format::bytes(file.size() as u64), format::bytes(MAX_LENGTH as u64)];
        return Err(with("planTooLong", &sizes));
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let bytes = buffer.map(|buffer| Uint8Array::new(&buffer).to_vec());
    let bytes = bytes.map_err(|error| with("planNotRead", &[requests::words(&error)]))?;
    file_text(bytes).ok_or_else(|| text("planNotText"))
}
