//! The backups of the popup's site.

use drydock::messages::BackupEntry;
use sycamore::prelude::*;

use crate::components::confirm::Question;
use crate::components::failure::failure;
use crate::format;
use crate::i18n::{count, text, with};
use crate::library::Library;
use crate::model::of_origin;
use crate::session::Session;

/// The backups of one origin, with what can be done with each.
#[component(inline_props)]
pub fn BackupList(
    library: Library,
    origin: Signal<Option<String>>,
    question: Signal<Option<Question>>,
    session: Session,
    save: Signal<Option<String>>,
) -> View {
    let here = move || {
        origin.with(|origin| of_origin(&library.known(), origin.as_deref().unwrap_or_default()))
    };
    view! {
        section(aria-labelledby="backups-heading") {
            h2(id="backups-heading") { (text("backups")) }
            (library.failure.get_clone().map(failure))
            ul(id="backups") {
                (here().into_iter().map(|backup| row(backup, question, session, save)).collect::<Vec<View>>())
            }
            (if library.backups.with(Option::is_some) && here().is_empty() {
                view! { p(id="no-backups", class="quiet") { (text("noBackups")) } }
            } else {
                View::new()
            })
        }
    }
}

fn row(
    backup: BackupEntry,
    question: Signal<Option<Question>>,
    session: Session,
    save: Signal<Option<String>>,
) -> View {
    let id = backup.id.clone();
    let time = format::time(&backup.created);
    let amounts = with("amounts", &[count("records", backup.records), format::bytes(backup.bytes)]);
    let title = title(&backup);
    let buttons = buttons(backup.clone(), question, session, save);
    let created = backup.created;
    view! {
        li(data-backup-id=id, class="backup") {
            div(class="about") {
                time(datetime=created) { (time) }
                (title)
                small(class="quiet") { (amounts) }
            }
            (buttons)
        }
    }
}

/// The label, and the mark of a backup that Drydock took by itself, or of a quarantine.
pub fn title(backup: &BackupEntry) -> View {
    let label = backup.label.clone().filter(|label| !label.is_empty());
    let label = label.map(|label| view! { span(class="label") { (label) } });
    let safety = backup.safety.then(|| {
        view! { span(class="safety", title=text("safetyExplanation")) { (text("safety")) } }
    });
    let quarantine = backup.quarantine.then(|| {
        let explanation = text("quarantineExplanation");
        view! { span(class="safety", title=explanation) { (text("quarantine")) } }
    });
    view! { (label) (safety) (quarantine) }
}

/// *Restore*, *Save* and *Delete*, named for those who hear them one by one.
pub fn buttons(
    backup: BackupEntry,
    question: Signal<Option<Question>>,
    session: Session,
    save: Signal<Option<String>>,
) -> View {
    let time = [format::time(&backup.created)];
    let labels = [with("restoreThis", &time), with("saveThis", &time), with("deleteThis", &time)];
    let [restore, saved, delete] = labels;
    let (restored, deleted, id) = (backup.clone(), backup.clone(), backup.id);
    view! {
        div(class="buttons") {
            button(
                class="restore", r#type="button", aria-label=restore, disabled=session.is_busy(),
                on:click=move |_| question.set(Some(Question::Restore(restored.clone()))),
            ) { (text("restore")) }
            button(
                class="save", r#type="button", aria-label=saved, disabled=session.is_busy(),
                on:click=move |_| save.set(Some(id.clone())),
            ) { (text("save")) }
            button(
                class="delete", r#type="button", aria-label=delete, disabled=session.is_busy(),
                on:click=move |_| question.set(Some(Question::Delete(deleted.clone()))),
            ) { (text("delete")) }
        }
    }
}
