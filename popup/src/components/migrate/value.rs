//! Keys and values of a report, as text: in short, where they are long.

use drydock::value::{Excerpt, shorten, shorten_both};
use sycamore::prelude::*;

use crate::i18n::text;

/// How many characters of a value are shown.
const LONGEST: usize = 200;

/// A key or a value.
pub fn value(line: &str) -> View {
    shown(shorten(line, LONGEST))
}

/// A record before and after: of each what shows how they differ.
pub fn values(before: &str, after: &str) -> (View, View) {
    let (before, after) = shorten_both(before, after, LONGEST);
    (shown(before), shown(after))
}

/// A sentence.
pub fn words(line: &str) -> View {
    let Excerpt { text: line, part } = shorten(line, LONGEST);
    let hint = hint(part.is_some());
    view! { (line) (hint) }
}

fn shown(Excerpt { text: line, part }: Excerpt) -> View {
    let hint = hint(part.is_some());
    view! { code { (line) } (hint) }
}

fn hint(is_shortened: bool) -> Option<View> {
    is_shortened.then(|| view! { " " span(class="shortened quiet") { (text("shortened")) } })
}
