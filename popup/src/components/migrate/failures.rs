//! Records that cannot be migrated.

use drydock::migration::RecordFailure;
use sycamore::prelude::*;

use crate::components::migrate::value::{value, words};
use crate::format;
use crate::i18n::{count, text, with};

/// The failures that are listed, and how many there are in all. Keys and values are shown as text.
pub fn failures(listed: Vec<RecordFailure>, all: u64) -> View {
    if all == 0 {
        return View::new();
    }
    let heading = count("failures", all);
    let partly = (all > listed.len() as u64).then(|| {
        let words = with("failuresListed", &[format::number(listed.len() as u64)]);
        view! { p(class="quiet") { (words) } }
    });
    let rows: Vec<View> = listed.into_iter().map(row).collect();
    view! {
        h4 { (heading) }
        (partly)
        div(class="wide tall", tabindex="0", role="region", aria-label=text("failuresTable")) {
            table(class="failures") {
                thead {
                    tr {
                        th(scope="col", class="store") { (text("store")) }
                        th(scope="col", class="key") { (text("key")) }
                        th(scope="col", class="pointer") { (text("placeInRecord")) }
                        th(scope="col", class="expected") { (text("expected")) }
                        th(scope="col") { (text("found")) }
                        th(scope="col", class="step number") { (text("step")) }
                    }
                }
                tbody { (rows) }
            }
        }
    }
}

fn row(failure: RecordFailure) -> View {
    let RecordFailure { code, store, key, version, operation, pointer, expected, actual, .. } =
        failure;
    let step = step(version, operation);
    let (key, expected, actual) = (value(&key), words(&expected), value(&actual));
    let pointer = if pointer.is_empty() { text("wholeRecord") } else { pointer };
    view! {
        tr(data-code=code) {
            td { (store) }
            td { (key) }
            td { code { (pointer) } }
            td { (expected) }
            td { (actual) }
            td(class="number") { (step) }
        }
    }
}

/// A migration's version, and the operation's number in it.
pub fn step(version: u64, operation: Option<usize>) -> String {
    match operation {
        Some(at) => with("stepOf", &[version.to_string(), (at + 1).to_string()]),
        None => with("stepCheckOf", &[version.to_string()]),
    }
}
