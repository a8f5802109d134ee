//! What a migration, a rehearsal or a trial did, or would do.

use drydock::migration::{MigrationOutcome, MigrationReport};
use sycamore::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::components::failure::failure;
use crate::components::migrate::course::versions;
use crate::components::migrate::failures::failures;
use crate::components::migrate::operations::operations;
use crate::format;
use crate::i18n::{text, with};
use crate::model::{Deed, Outcome, outcome, was_done};
use crate::save::save_json;
use crate::session::Session;
use crate::together::Together;

/// The report that was asked for from the history, or else that of what ended last.
#[component(inline_props)]
pub fn Report(session: Session, asked: Signal<Option<Outcome>>) -> View {
    let last = create_selector(move || outcome(&session.activity()));
    create_effect(move || {
        // What happens now is of more interest.
        last.track();
        asked.set(None);
    });
    let shown = create_selector(move || asked.get_clone().or_else(|| last.get_clone()));
    let together = Together::here();
    let not_saved = create_signal(None);
    let save = move |_| {
        let Some(outcome) = shown.get_clone_untracked() else { return };
        spawn_local(async move {
            let time = String::from(js_sys::Date::new_0().to_iso_string());
            let saved = save_json(&outcome.to_json(), &outcome.file_name(&time)).await;
            together.change(|| not_saved.set(saved.err()));
        });
    };
    view! {
        (match shown.get_clone() {
            None => View::new(),
            Some(outcome) => {
                let heading = heading(&outcome);
                let error = outcome.error.map(|error| {
                    let content = failure(error);
                    view! { div(class="notice danger") { (content) } }
                });
                // What was not done is told by what it found, not by what it would have written.
                let (refused, partly, dry) = (outcome.refused, outcome.partly, outcome.kind == Deed::DryRun);
                let databases: Vec<View> = outcome
                    .migrations
                    .into_iter()
                    .map(|it| {
                        let refused = refused || (partly && !was_done(&it));
                        database(it, refused, refused || dry, partly)
                    })
                    .collect();
                view! {
                    section(id="report", class="card", aria-labelledby="report-heading") {
                        div(class="heading") {
                            h2(id="report-heading") { (heading) }
                            button(id="save-report", r#type="button", on:click=save) { (text("saveReport")) }
                        }
                        (not_saved.get_clone().map(|why| {
                            let content = failure(why);
                            view! { div(class="notice danger", role="alert") { (content) } }
                        }))
                        (error)
                        (databases)
                    }
                }
            }
        })
    }
}

fn heading(outcome: &Outcome) -> String {
    if outcome.partly {
        return text("reportPartly");
    }
    match (outcome.kind, outcome.refused) {
        (Deed::Migrate, false) => text("reportMigrated"),
        (Deed::Migrate, true) => text("reportRefused"),
        (Deed::Rehearse, _) => text("reportRehearsed"),
        (Deed::DryRun, _) => text("reportTried"),
    }
}

/// What became of a database; `partly` is whether others fared otherwise.
fn database(report: MigrationReport, refused: bool, tried: bool, partly: bool) -> View {
    let (fared, words) = match report.outcome {
        _ if !partly => (None, None),
        _ if refused => (Some("left"), Some(text("databaseLeft"))),
        MigrationOutcome::Applied => (Some("migrated"), Some(text("databaseMigrated"))),
        // What is under way is told of by itself.
        _ => (None, None),
    };
    let words = words.map(|words| view! { p(class="label") { (words) } });
    let versions = versions(Some(report.from), report.to);
    let figures = figures(&report, refused);
    let (name, data) = (report.database.clone(), report.database.clone());
    let taken_out = report.quarantine_backup_id.as_ref().map(|_| {
        view! { p(class="quiet") { (text("quarantineKept")) } }
    });
    let failures = failures(report.failures, report.failed);
    let operations = operations(report.versions, report.operations, tried);
    view! {
        div(class="database-report", data-database=data, data-fared=fared) {
            h3 { span(class="name") { (name) } " " span(class="versions") { (versions) } }
            (words)
            (figures)
            (taken_out)
            (failures)
            (operations)
        }
    }
}

/// The counts. Those that are bad news are there only where there is any.
fn figures(report: &MigrationReport, refused: bool) -> View {
    let figure = |class: &'static str, name: String, value: String| {
        view! { div(class=class) { dt { (name) } dd { (value) } } }
    };
    let number = format::number;
    let mut all = vec![figure("figure", text("scanned"), number(report.scanned))];
    if !refused {
        all.push(figure("figure", text("written"), number(report.written)));
    }
    let deleted = if refused { 0 } else { report.deleted };
    let more = [
        ("figure", text("deleted"), deleted),
        ("figure warn", text("skipped"), report.skipped),
        ("figure warn", text("quarantined"), report.quarantined),
        ("figure danger", text("failed"), report.halting),
    ];
    for (class, name, value) in more {
        if value > 0 {
            all.push(figure(class, name, number(value)));
        }
    }
    all.push(figure("figure", text("time"), format::duration(report.milliseconds as f64)));
    let label = with("figuresOf", std::slice::from_ref(&report.database));
    view! { dl(class="figures", aria-label=label) { (all) } }
}
