//! What each operation did, with samples.

use drydock::migration::{OperationReport, Sample};
use sycamore::prelude::*;

use crate::components::migrate::failures::step;
use crate::format;
use crate::i18n::{count, text};

/// The operations, one row each. `tried` is whether it was on a backup only.
pub fn operations(operations: Vec<OperationReport>, tried: bool) -> View {
    if operations.is_empty() {
        return View::new();
    }
    let heading = if tried { text("operationsTried") } else { text("operationsHeading") };
    let rows: Vec<View> = operations.into_iter().map(row).collect();
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
                    }
                }
                tbody { (rows) }
            }
        }
    }
}

fn row(report: OperationReport) -> View {
    let OperationReport { version, operation, name, store, samples: shown, .. } = report;
    let step = step(version, operation);
    let cells: Vec<View> = [
        ("", report.scanned),
        ("", report.changed),
        ("warn", report.skipped),
        ("warn", report.quarantined),
        ("danger", report.failed),
    ]
    .into_iter()
    .map(|(class, amount)| cell(class, amount))
    .collect();
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
            let (key, before) = (sample.key, sample.before);
            let (class, after) = match sample.after {
                Some(after) => ("after", after),
                None => ("after gone", text("sampleDeleted")),
            };
            view! {
                li {
                    p { span(class="quiet") { (text("key")) } " " code { (key) } }
                    dl {
                        div(class="before") { dt { (text("before")) } dd { code { (before) } } }
                        div(class=class) { dt { (text("after")) } dd { code { (after) } } }
                    }
                }
            }
        })
        .collect();
    view! {
        tr(class="samples") {
            td()
            td(colspan="6") { details { summary(class="quiet") { (amount) } ul { (items) } } }
        }
    }
}
