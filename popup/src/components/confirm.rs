//! The dialog that asks before anything is replaced or deleted.

use drydock::messages::{BackupEntry, Request};
use sycamore::prelude::*;

use crate::components::modal::modal;
use crate::components::restoring::restoring;
use crate::format;
use crate::i18n::{text, with};
use crate::library::Library;
use crate::session::Session;
use crate::targets::Target;

/// What is asked.
#[derive(Clone, PartialEq)]
pub enum Question {
    /// Whether to restore this backup, or another one.
    Restore(BackupEntry),
    /// Whether to delete this backup.
    Delete(BackupEntry),
}

/// Where a restore can go.
#[derive(Clone, Copy)]
pub struct Destinations {
    /// The tabs.
    pub targets: ReadSignal<Vec<Target>>,
    /// The tab that the page was opened for.
    pub preferred: Signal<Option<i32>>,
    /// Whether another tab can be chosen.
    pub choose: bool,
    /// Looks at the open tabs again.
    pub reload: fn(Signal<Vec<Target>>),
    /// The list that `reload` fills.
    pub list: Signal<Vec<Target>>,
}

/// The dialog. It is open while there is a question.
#[component(inline_props)]
pub fn Confirm(
    question: Signal<Option<Question>>,
    session: Session,
    library: Library,
    destinations: Destinations,
) -> View {
    modal(question, move |asked| match asked {
        Question::Restore(backup) => restoring(backup, question, session, library, destinations),
        Question::Delete(backup) => deleting(backup, question, session),
    })
}

fn deleting(backup: BackupEntry, question: Signal<Option<Question>>, session: Session) -> View {
    let what = with("deleteQuestion", &[describe(&backup)]);
    let origin = backup.origin.clone();
    let press = move |_| {
        session.ask(Request::Delete { backup_id: backup.id.clone() }, None, None, |_| ());
        question.set(None);
    };
    view! {
        h2(id="confirm-heading") { (text("deleteHeading")) }
        p { (what) }
        p(class="quiet") { (origin) }
        p { (text("deleteExplanation")) }
        div(class="actions") {
            button(id="confirm-no", r#type="button", on:click=move |_| question.set(None)) { (text("keep")) }
            button(id="confirm-yes", r#type="button", class="danger", on:click=press) { (text("delete")) }
        }
    }
}

/// A backup in a few words: its time, its label, its size.
pub fn describe(backup: &BackupEntry) -> String {
    let mut parts = vec![format::time(&backup.created)];
    parts.extend(backup.label.clone().filter(|label| !label.is_empty()));
    if backup.safety {
        parts.push(text("safety"));
    }
    if backup.quarantine {
        parts.push(text("quarantine"));
    }
    parts.push(format::bytes(backup.bytes));
    parts.join(" · ")
}
