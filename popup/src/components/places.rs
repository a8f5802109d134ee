//! Places in a site's storage, as a table.

use drydock::messages::Location;
use sycamore::prelude::*;

use crate::i18n::{count, text};

/// More than these are counted, not listed.
const SHOWN: usize = 100;

/// Lists places: database, store, key, and what stands there.
pub fn places(locations: &[Location]) -> View {
    if locations.is_empty() {
        return View::new();
    }
    let rows: Vec<View> = locations.iter().take(SHOWN).map(row).collect();
    let more = locations.len().saturating_sub(SHOWN);
    view! {
        div(class="scroll", tabindex="0", role="group", aria-label=text("places")) {
            table(class="places") {
                thead {
                    tr {
                        th(scope="col") { (text("database")) }
                        th(scope="col") { (text("store")) }
                        th(scope="col") { (text("key")) }
                        th(scope="col") { (text("value")) }
                    }
                }
                tbody { (rows) }
            }
        }
        (if more > 0 { count("morePlaces", more as u64) } else { String::new() })
    }
}

fn row(location: &Location) -> View {
    let database = location.database.clone().unwrap_or_default();
    let store = location.store.clone().unwrap_or_default();
    let key = location.key.clone().unwrap_or_default();
    let what = location.what.clone().or_else(|| location.entry.clone()).unwrap_or_default();
    view! {
        tr {
            td { (database) }
            td { (store) }
            td { code { (key) } }
            td { (what) }
        }
    }
}
