//! All stored backups, by origin.

use drydock::messages::{BackupEntry, Request};
use sycamore::prelude::*;

use crate::components::backup_list::{buttons, title};
use crate::components::confirm::Question;
use crate::components::failure::failure;
use crate::format;
use crate::i18n::{count, text, with};
use crate::library::Library;
use crate::model::{Group, by_origin};
use crate::session::Session;

/// The table of all backups.
#[component(inline_props)]
pub fn BackupTable(
    library: Library,
    question: Signal<Option<Question>>,
    session: Session,
    save: Signal<Option<String>>,
) -> View {
    view! {
        section(aria-labelledby="backups-heading") {
            h2(id="backups-heading") { (text("backups")) }
            (library.failure.get_clone().map(failure))
            (match library.backups.get_clone() {
                None => view! { p(class="quiet") { (text("loading")) } },
                Some(backups) if backups.is_empty() => {
                    view! { p(id="no-backups", class="empty") { (text("noBackupsAtAll")) } }
                }
                Some(backups) => {
                    let groups: Vec<View> = by_origin(&backups)
                        .into_iter()
                        .map(|group| rows(group, question, session, save))
                        .collect();
                    table(groups)
                }
            })
        }
    }
}

fn table(groups: Vec<View>) -> View {
    view! {
        div(class="card") {
            table(id="backups") {
                thead {
                    tr {
                        th(scope="col") { (text("taken")) }
                        th(scope="col") { (text("label")) }
                        th(scope="col", class="number") { (text("size")) }
                        th(scope="col", class="number") { (text("recordsColumn")) }
                        th(scope="col") { (text("databases")) }
                        th(scope="col") { span(class="hidden") { (text("actions")) } }
                    }
                }
                (groups)
            }
        }
    }
}

fn rows(
    group: Group,
    question: Signal<Option<Question>>,
    session: Session,
    save: Signal<Option<String>>,
) -> View {
    let Group { origin, backups } = group;
    let amount = count("backups", backups.len() as u64);
    let rows: Vec<View> =
        backups.into_iter().map(|backup| row(backup, question, session, save)).collect();
    let data = origin.clone();
    view! {
        tbody(data-origin=data) {
            tr(class="group") {
                th(scope="rowgroup", colspan="6") { (origin) " " small(class="quiet") { (amount) } }
            }
            (rows)
        }
    }
}

fn row(
    backup: BackupEntry,
    question: Signal<Option<Question>>,
    session: Session,
    save: Signal<Option<String>>,
) -> View {
    let time = format::time(&backup.created);
    let title = title(&backup);
    let (size, records) = (format::bytes(backup.bytes), format::number(backup.records));
    let databases = databases(&backup.databases);
    let label = with("verifyThis", std::slice::from_ref(&time));
    let buttons = buttons(backup.clone(), question, session, save);
    let BackupEntry { id, created, .. } = backup;
    let data = id.clone();
    let verify =
        move |_| session.ask(Request::Verify { backup_id: id.clone() }, None, None, |_| ());
    view! {
        tr(data-backup-id=data, class="backup") {
            td { time(datetime=created) { (time) } }
            td { (title) }
            td(class="number") { (size) }
            td(class="number") { (records) }
            td { (databases) }
            td {
                div(class="buttons") {
                    (buttons)
                    button(
                        class="verify", r#type="button", aria-label=label, disabled=session.is_busy(),
                        on:click=verify,
                    ) { (text("verify")) }
                }
            }
        }
    }
}

/// The databases' names; many of them behind their number.
fn databases(names: &[String]) -> View {
    if let [name] = names {
        let name = name.clone();
        return view! { span(class="name") { (name) } };
    }
    let items: Vec<View> =
        names.iter().cloned().map(|name| view! { li(class="name") { (name) } }).collect();
    let amount = count("databases", names.len() as u64);
    view! { details { summary { (amount) } ul(class="stores") { (items) } } }
}
