//! What was done to each database.

use drydock::messages::{DatabaseStatus, MigrationStatus, Reply, Request};
use drydock::plan::MigrationState;
use js_sys::Date;
use sycamore::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::components::migrate::question::{MigrationQuestion, Questions};
use crate::format;
use crate::histories::Histories;
use crate::i18n::{text, with};
use crate::library::Library;
use crate::model::{Deed, Outcome, kept, undoable};
use crate::requests;
use crate::together::Together;

/// The history of each database that has one, and what is odd about it.
#[component(inline_props)]
pub fn History(
    histories: Histories,
    library: Library,
    questions: Questions,
    report: Signal<Option<Outcome>>,
) -> View {
    let told = move || {
        let all = histories.databases.get_clone().unwrap_or_default();
        let some = |it: &DatabaseStatus| !it.history.is_empty() || !it.drift.is_empty();
        all.into_iter().filter(some).collect::<Vec<_>>()
    };
    view! {
        section(id="history", class="card", aria-labelledby="history-heading") {
            h2(id="history-heading") { (text("history")) }
            (histories.failure.get_clone().map(|why| view! { p(class="quiet") { (why.message) } }))
            (if told().is_empty() {
                if histories.databases.with(Option::is_some) {
                    view! { p(id="no-history", class="quiet") { (text("noHistory")) } }
                } else {
                    View::new()
                }
            } else {
                let items: Vec<View> =
                    told().into_iter().map(|it| database(it, library, questions, report)).collect();
                view! { (items) }
            })
        }
    }
}

fn database(
    status: DatabaseStatus,
    library: Library,
    questions: Questions,
    report: Signal<Option<Outcome>>,
) -> View {
    let undo = undoable(&status, &library.known());
    let DatabaseStatus { database, version, history, drift, .. } = status;
    let versions = match version {
        Some(version) => with("versionIs", &[version.to_string()]),
        None => text("versionGone"),
    };
    let accept = with("acceptThis", std::slice::from_ref(&database));
    let repaired = database.clone();
    let drift = (!drift.is_empty()).then(move || {
        let press = move |_| {
            questions.question.set(Some(MigrationQuestion::Accept(repaired.clone())));
        };
        let items: Vec<View> =
            drift.into_iter().map(|it| view! { li(class="name") { (it) } }).collect();
        view! {
            div(class="notice drift") {
                p(class="label") { (text("drift")) }
                ul { (items) }
                button(
                    class="accept", r#type="button", aria-label=accept,
                    disabled=questions.session.is_busy(), on:click=press,
                ) { (text("acceptMore")) }
            }
        }
    });
    let label = with("undoThis", std::slice::from_ref(&database));
    let undo = undo.map(|undo| {
        let press = move |_| questions.question.set(Some(MigrationQuestion::Undo(undo.clone())));
        view! {
            button(
                class="undo", r#type="button", aria-label=label,
                disabled=questions.session.is_busy(), on:click=press,
            ) { (text("undoMore")) }
        }
    });
    let rows: Vec<View> = history.into_iter().rev().map(|it| row(it, report)).collect();
    let data = database.clone();
    view! {
        div(class="database-history", data-database=data) {
            div(class="heading") {
                h3 { span(class="name") { (database) } " " span(class="versions") { (versions) } }
                (undo)
            }
            (drift)
            div(class="wide") {
                table {
                    thead {
                        tr {
                            th(scope="col", class="number") { (text("version")) }
                            th(scope="col") { (text("migration")) }
                            th(scope="col", class="brief") { (text("state")) }
                            th(scope="col", class="brief") { (text("when")) }
                            th(scope="col") { span(class="hidden") { (text("actions")) } }
                        }
                    }
                    tbody { (rows) }
                }
            }
        }
    }
}

fn row(entry: MigrationStatus, report: Signal<Option<Outcome>>) -> View {
    let MigrationStatus { id, version, digest, state, time, backup_id, .. } = entry;
    let (class, words) = state_words(state);
    let time = String::from(Date::new(&(time as f64).into()).to_iso_string());
    let shown = format::time(&time);
    let version = version.to_string();
    let label = with("reportOf", std::slice::from_ref(&version));
    let button = backup_id.map(|backup_id| {
        let press = move |_| show_report(backup_id.clone(), report);
        view! {
            button(class="link report", r#type="button", aria-label=label, on:click=press) {
                (text("report"))
            }
        }
    });
    // Without a name of its own its version is its id.
    let id = (id != version).then(|| view! { span(class="name") { (id) } });
    view! {
        tr(data-state=class) {
            td(class="number") { (version) }
            td(title=digest) { (id) }
            td(class="brief") { span(class=format!("state {class}")) { (words) } }
            td(class="brief") { time(datetime=time) { (shown) } }
            td(class="brief") { (button) }
        }
    }
}

/// Shows the report that was kept beside a backup, as long as the backup is kept.
fn show_report(backup_id: String, report: Signal<Option<Outcome>>) {
    let together = Together::here();
    spawn_local(async move {
        let shown = match requests::send(&Request::Report { backup_id }, None).await.reply {
            Reply::Done(success) => success.migration_report.map(kept),
            Reply::Failed { error, .. } => Some(Outcome {
                kind: Deed::Migrate,
                refused: false,
                partly: false,
                origin: None,
                safety_backup_id: None,
                migrations: Vec::new(),
                error: Some(*error),
            }),
        };
        together.change(|| report.set(shown));
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(section) = document.and_then(|it| it.get_element_by_id("report")) {
            section.scroll_into_view();
        }
    });
}

fn state_words(state: MigrationState) -> (&'static str, String) {
    match state {
        MigrationState::Pending => ("pending", text("statePending")),
        MigrationState::Running => ("running", text("stateRunning")),
        MigrationState::Applied => ("applied", text("stateApplied")),
        MigrationState::Baseline => ("baseline", text("stateBaseline")),
        MigrationState::Abandoned => ("abandoned", text("stateAbandoned")),
        MigrationState::Failed => ("failed", text("stateFailed")),
        MigrationState::RolledBack => ("rolled-back", text("stateRolledBack")),
        MigrationState::RollbackFailed => ("rollback-failed", text("stateRollbackFailed")),
    }
}
