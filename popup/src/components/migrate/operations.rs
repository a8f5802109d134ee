//! What each operation did, with samples.

use drydock::migration::{OperationReport, Sample, VersionReport};
use sycamore::prelude::*;

use crate::components::migrate::failures::step;
use crate::components::migrate::value::{value, values};
use crate::format;
use crate::i18n::{count, text, with};

/// The operations, one row each, below the migration that they belong to. `tried` is whether it was
/// on a backup only.
pub fn operations(
    versions: Vec<VersionReport>,
    operations: Vec<OperationReport>,
    tried: bool,
) -> View {
    if operations.is_empty() {
        return View::new();
    }
    let heading = if tried { text("operationsTried") } else { text("operationsHeading") };
    let groups: Vec<View> = versions
        .into_iter()
        .map(|version| {
            let own = operations.iter().filter(|it| it.version == version.version).cloned();
            let rows: Vec<View> = own.map(row).collect();
            let group = group(version);
            view! { tbody { (group) (rows) } }
        })
        .collect();
    view! {
        h4 { (heading) }
        div(class="wide") {
            table(class="operations") {
                thead {
                    tr {
                        th(scope="col", class="number") { (text("step")) }
                        th(scope="col") { (text("operation")) }
                        th(scope="col", class="number") { (text("scanned")) }
                        th(scope="col", class="number") { (text("changed")) }
                        th(scope="col", class="number") { (text("skipped")) }
                        th(scope="col", class="number") { (text("quarantined")) }
                        th(scope="col", class="number") { (text("failed")) }
                        th(scope="col", class="number") { (text("time")) }
                    }
                }
                (groups)
            }
        }
    }
}

/// What a migration did as a whole: each record counts once.
fn group(report: VersionReport) -> View {
    let name = with("migrationTo", &[report.version.to_string()]);
    let counts =
        [report.scanned, report.changed, report.skipped, report.quarantined, report.failed];
    let cells = cells(counts, report.milliseconds);
    view! {
        tr(class="migration") {
            th(scope="rowgroup", colspan="2") { (name) }
            (cells)
        }
    }
}

fn row(report: OperationReport) -> View {
    let counts =
        [report.scanned, report.changed, report.skipped, report.quarantined, report.failed];
    let cells = cells(counts, report.milliseconds);
    let OperationReport { version, operation, name, store, samples: shown, .. } = report;
    let step = step(version, operation);
    let samples = samples(shown);
    view! {
        tr {
            td(class="number") { (step) }
            td { code { (name) } " " span(class="name") { (store) } }
            (cells)
        }
        (samples)
    }
}

/// Scanned, changed, skipped, quarantined, failed; and the time.
fn cells(counts: [u64; 5], milliseconds: u64) -> Vec<View> {
    let classes = ["", "", "warn", "warn", "danger"];
    let mut cells: Vec<View> =
        classes.into_iter().zip(counts).map(|(class, amount)| cell(class, amount)).collect();
    let time = format::duration(milliseconds as f64);
    cells.push(view! { td(class="number none") { (time) } });
    cells
}

fn cell(class: &'static str, amount: u64) -> View {
    let class = match (class, amount) {
        (_, 0) => "number none",
        ("warn", _) => "number warn",
        ("danger", _) => "number danger",
        _ => "number",
    };
    let words = format::number(amount);
    view! { td(class=class) { (words) } }
}

/// The first records that changed, before and after: as text, whatever they hold.
fn samples(samples: Vec<Sample>) -> View {
    if samples.is_empty() {
        return View::new();
    }
    let amount = count("samples", samples.len() as u64);
    let items: Vec<View> = samples
        .into_iter()
        .map(|sample| {
            let Sample { key, before, after } = sample;
            let key = value(&key);
            let first = if before.is_some() { "before" } else { "before gone" };
            let second = if after.is_some() { "after" } else { "after gone" };
            let none = |name: &'static str| view! { code { (text(name)) } };
            let (before, after) = match (before, after) {
                (Some(before), Some(after)) => values(&before, &after),
                (before, after) => (
                    before.map_or_else(|| none("sampleAdded"), |before| value(&before)),
                    after.map_or_else(|| none("sampleDeleted"), |after| value(&after)),
                ),
            };
            view! {
                li {
                    p { span(class="quiet") { (text("key")) } " " (key) }
                    dl {
                        div(class=first) { dt { (text("before")) } dd { (before) } }
                        div(class=second) { dt { (text("after")) } dd { (after) } }
                    }
                }
            }
        })
        .collect();
    view! {
        tr(class="samples") {
            td()
            td(colspan="7") { details { summary(class="quiet") { (amount) } ul { (items) } } }
        }
    }
}
