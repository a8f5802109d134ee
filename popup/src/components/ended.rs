//! What an operation that succeeded did.

use drydock::messages::{Abandoned, BackupEntry, DatabaseReport, RestoreReport, Success};
use drydock::migration::{MigrationReport, SiteRefusal};
use sycamore::prelude::*;

use crate::components::migrate::{under_way_words, versions};
use crate::components::places::places;
use crate::format;
use crate::i18n::{count, text, with};
use crate::model::totals;

/// One sentence: what was done, how much, how long it took.
pub fn sentence(kind: &str, success: &Success, milliseconds: Option<f64>) -> String {
    let backup = success.backup.as_ref().map(amounts);
    let report = success.report.as_ref().map(restored);
    if let Some(reports) = &success.migrations
        && let Some(sentence) = migrated(kind, reports, success.under_way.is_some())
    {
        return timed(sentence, milliseconds);
    }
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
        ("repair", ..) => text("acceptDone"),
        ("abandon", ..) => match &success.abandoned {
            Some(left) => abandoned(left),
            None => text("abandonDone"),
        },
        ("lint", ..) => timed(text("countDone"), milliseconds),
        ("migrate" | "resume", ..) if success.under_way.is_some() => text("leftUnderWay"),
        ("undo", _, Some(report)) => timed(with("undoDone", &[report]), milliseconds),
        ("recover", ..) => match (&success.undone, &success.migrations) {
            (Some(_), Some(_)) => text("recoverUndoneOne"),
            (Some(_), None) => text("recoverUndone"),
            (None, _) => text("recoverDone"),
        },
        _ => timed(text("done"), milliseconds),
    }
}

/// What a lazy migration that was abandoned leaves.
fn abandoned(left: &Abandoned) -> String {
    let values = [
        left.database.clone(),
        left.version.to_string(),
        count("records", left.upgraded),
        count("records", left.remaining),
    ];
    with("abandonLeft", &values)
}

/// What a migration, a rehearsal or a trial came to.
fn migrated(kind: &str, reports: &[MigrationReport], under_way: bool) -> Option<String> {
    let totals = totals(reports);
    if totals.databases == 0 && under_way {
        return None;
    }
    if totals.databases == 0 {
        return matches!(kind, "migrate" | "rehearse" | "dryRun").then(|| text("nothingMigrated"));
    }
    let halting = || count("records", totals.halting);
    Some(match (kind, totals.halting) {
        ("migrate" | "resume", _) => with("migrateDone", &[count("records", totals.changed)]),
        ("rehearse", 0) => text("rehearseDone"),
        ("rehearse", _) => with("rehearseRefused", &[halting()]),
        ("dryRun", 0) => text("dryRunDone"),
        ("dryRun", _) => with("dryRunRefused", &[halting()]),
        _ => return None,
    })
}

/// The rest: the databases that were restored or migrated, what was left out.
pub fn particulars(success: Success) -> View {
    let why = success.undone.map(|why| view! { p { (why) } });
    let report = success.report.map(report);
    let migrations = success.migrations.filter(|it| !it.is_empty()).map(migrations);
    let refused = refused(success.site_refuses.unwrap_or_default(), success.next_step);
    let lost = success.lost.filter(|lost| !lost.is_empty()).map(|lost| {
        let places = places(&lost);
        view! { p { (text("leftOut")) } (places) }
    });
    let under_way = success.under_way.map(|it| {
        let words = under_way_words(&it);
        view! { p(class="name") { (words) } }
    });
    let safety =
        success.safety_backup_id.map(|_| view! { p(class="quiet") { (text("safetyBackup")) } });
    view! { (why) (report) (migrations) (refused) (under_way) (lost) (safety) }
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

/// The databases that the site's own code cannot open since, and what to do.
fn refused(refusals: Vec<SiteRefusal>, next_step: Option<String>) -> View {
    let items: Vec<View> = refusals
        .into_iter()
        .map(|SiteRefusal { database, requested, found }| {
            let found = found.to_string();
            let words = match requested {
                Some(requested) => with("siteRefused", &[database, requested.to_string(), found]),
                None => with("siteRefusedAny", &[database, found]),
            };
            view! { li(class="name") { (words) } }
        })
        .collect();
    let list = (!items.is_empty()).then(|| view! { ul(class="refused") { (items) } });
    let next = next_step.map(|next| view! { p(class="next-step") { (next) } });
    view! { (list) (next) }
}

/// The versions of each migrated database, in short.
fn migrations(reports: Vec<MigrationReport>) -> View {
    let items: Vec<View> = reports
        .into_iter()
        .map(|report| {
            let versions = versions(Some(report.from), report.to);
            let name = report.database;
            view! { li { span(class="label") { (name) } " " span(class="versions") { (versions) } } }
        })
        .collect();
    view! { ul(class="going") { (items) } }
}

fn row(database: DatabaseReport) -> View {
    let DatabaseReport { name, records, bytes, milliseconds, .. } = database;
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
