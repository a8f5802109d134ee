//! A failure: what went wrong, where, and what to do next.

use drydock::messages::{ErrorCode, Failure, Location};
use sycamore::prelude::*;

use crate::components::places::places;
use crate::i18n::text;

/// Shows a failure. What a person can press goes below it.
pub fn failure(failure: Failure) -> View {
    let mut locations: Vec<Location> = failure.locations;
    if locations.is_empty() {
        let location = failure.location.map(|location| *location);
        locations.extend(location.filter(|location| *location != Location::default()));
    }
    let places = places(&locations);
    let detail = failure.detail.filter(|detail| !detail.is_empty()).map(|detail| {
        view! {
            details {
                summary { (text("details")) }
                pre { (detail) }
            }
        }
    });
    let (message, next_step) = (failure.message, failure.next_step);
    view! {
        p(class="message") { (message) }
        p(class="next-step") { (next_step) }
        (places)
        (detail)
    }
}

/// A failure's code as the messages spell it.
pub fn code_of(code: ErrorCode) -> String {
    serde_wasm_bindgen::to_value(&code).ok().and_then(|code| code.as_string()).unwrap_or_default()
}
