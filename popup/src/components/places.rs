//! Places in a site's storage, as a list.

use drydock::messages::Location;
use sycamore::prelude::*;

use crate::i18n::{count, text};

/// More than these are counted, not listed.
const SHOWN: usize = 100;

/// Lists places: database, store and key, and what stands there.
pub fn places(locations: &[Location]) -> View {
    if locations.is_empty() {
        return View::new();
    }
    let items: Vec<View> = locations.iter().take(SHOWN).map(item).collect();
    let more = locations.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| count("morePlaces", more as u64));
    view! {
        ul(class="places", tabindex="0", aria-label=text("places")) { (items) }
        (more.clone().unwrap_or_default())
    }
}

fn item(location: &Location) -> View {
    let part = |class: &'static str, part: &Option<String>| {
        part.clone().filter(|part| !part.is_empty()).map(|part| {
            view! { span(class=class) { (part) } }
        })
    };
    let path: Vec<View> = [
        part("database", &location.database),
        part("store", &location.store),
        part("key", &location.key),
        part("entry", &location.entry),
    ]
    .into_iter()
    .flatten()
    .collect();
    let what = location.what.clone().map(|what| view! { small(class="quiet") { (what) } });
    view! {
        li {
            span(class="path") { (path) }
            (what)
        }
    }
}
