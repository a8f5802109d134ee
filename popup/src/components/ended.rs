//! What an operation that succeeded did.

use drydock::messages::{BackupEntry, DatabaseReport, RestoreReport, Success};
use sycamore::prelude::*;

use crate::components::places::places;
use crate::format;
use crate::i18n::{count, text, with};

/// One sentence: what was done, how much, how long it took.
pub fn sentence(kind: &str, success: &Success, milliseconds: Option<f64>) -> String {
    let backup = success.backup.as_ref().map(amounts);
    let report = success.report.as_ref().map(restored);
    match (kind, backup, report) {
        ("backup", Some(amounts), _) => timed(with("backupDone", &[amounts]), milliseconds),
        ("verify", Some(amounts), _) => timed(with("verifyDone", &[amounts]), milliseconds),
        ("import", Some(amounts), _) => timed(with("importDone", &[amounts]), milliseconds),
        ("restore", _, Some(report)) => timed(with("restoreDone", &[report]), milliseconds),
        ("export", ..) => {
            let id = success.backup_id.clone().unwrap_or_default();
            with("saveDone", &[format!("{id}.zip")])
        }
        ("delete", ..) => text("deleteDone"),
        ("recover", ..) => match &success.undone {
            Some(_) => text("recoverUndone"),
            None => text("recoverDone"),
        },
        _ => timed(text("done"), milliseconds),
    }
}

/// The rest: the databases that were restored, what was left out.
pub fn particulars(success: Success) -> View {
    let why = success.undone.map(|why| view! { p { (why) } });
    let report = success.report.map(report);
    let lost = success.lost.filter(|lost| !lost.is_empty()).map(|lost| {
        let places = places(&lost);
        view! { p { (text("leftOut")) } (places) }
    });
    let safety = success.safety_backup_id.map(|id| {
        view! { p(class="quiet") { (with("safetyBackup", std::slice::from_ref(&id))) } }
    });
    view! { (why) (report) (lost) (safety) }
}

fn report(report: RestoreReport) -> View {
    let rows: Vec<View> = report.databases.into_iter().map(row).collect();
    let deleted = (!report.deleted.is_empty()).then(|| {
        let names = report.deleted.join(", ");
        view! { p { (with("deletedDatabases", std::slice::from_ref(&names))) } }
    });
    let lost = (!report.lost.is_empty()).then(|| {
        let places = places(&report.lost);
        view! { p { (text("notBroughtBack")) } (places) }
    });
    view! {
        table(class="report") {
            thead {
                tr {
                    th(scope="col") { (text("database")) }
                    th(scope="col", class="number") { (text("recordsColumn")) }
                    th(scope="col", class="number") { (text("size")) }
                    th(scope="col", class="number") { (text("time")) }
                }
            }
            tbody { (rows) }
        }
        (deleted)
        (lost)
    }
}

fn row(database: DatabaseReport) -> View {
    let DatabaseReport { name, records, bytes, milliseconds } = database;
    let (records, bytes) = (format::number(records), format::bytes(bytes));
    let time = format::duration(milliseconds as f64);
    view! {
        tr {
            td { (name) }
            td(class="number") { (records) }
            td(class="number") { (bytes) }
            td(class="number") { (time) }
        }
    }
}

fn amounts(backup: &BackupEntry) -> String {
    with("amounts", &[count("records", backup.records), format::bytes(backup.bytes)])
}

fn restored(report: &RestoreReport) -> String {
    let records = report.databases.iter().map(|database| database.records).sum();
    let bytes = report.databases.iter().map(|database| database.bytes).sum();
    with("amounts", &[count("records", records), format::bytes(bytes)])
}

fn timed(sentence: String, milliseconds: Option<f64>) -> String {
    match milliseconds {
        Some(milliseconds) => with("took", &[sentence, format::duration(milliseconds)]),
        None => sentence,
    }
}
