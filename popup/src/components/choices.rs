//! Choosing databases, and stores of them.

use drydock::messages::DatabaseSummary;
use drydock::value::Text;
use sycamore::prelude::*;

use crate::format;
use crate::i18n::{count, with};
use crate::model::{LeftOut, Share};

/// A name as people are shown it.
pub fn shown(name: &Text) -> String {
    name.to_string_lossy().into_owned()
}

/// The check box of a database: half checked where only some of its stores are taken. `label` is
/// its name, where no text beside it is.
pub fn database_box(
    database: DatabaseSummary,
    left_out: Signal<LeftOut>,
    label: Option<String>,
) -> View {
    let own = database.clone();
    let share = create_memo(move || left_out.with(|left_out| left_out.share(&own)));
    view! {
        input(
            r#type="checkbox",
            aria-label=label,
            // A press sets both: they are set again whatever was pressed.
            prop:checked=move || left_out.with(|_| share.get() == Share::Whole),
            prop:indeterminate=move || left_out.with(|_| share.get() == Share::Some),
            on:change=move |_| left_out.update(|left_out| left_out.toggle(&database)),
        )
    }
}

/// How many stores a database has, and how many of them are taken, where that is not all or
/// nothing.
pub fn amount(database: &DatabaseSummary, left_out: &LeftOut) -> String {
    let all = count("stores", database.stores.len() as u64);
    match left_out.share(database) {
        Share::Whole | Share::None => all,
        Share::Some => {
            let taken = left_out.taken(database).count() as u64;
            with("partOf", &[format::number(taken), all])
        }
    }
}

/// The stores of a database with their record counts, each with its check box.
pub fn stores(database: DatabaseSummary, left_out: Signal<LeftOut>) -> View {
    let lines: Vec<View> = database
        .stores
        .iter()
        .map(|store| {
            let (own, key) = (database.clone(), store.name.clone());
            let (pressed, toggled) = (database.clone(), store.name.clone());
            let (name, data) = (shown(&store.name), shown(&store.name));
            let records = format::number(store.records);
            view! {
                li(data-store=data) {
                    label(class="option") {
                        input(
                            r#type="checkbox",
                            prop:checked=move || left_out.with(|left_out| left_out.takes(&own, &key)),
                            on:change=move |_| left_out.update(|left_out| left_out.toggle_store(&pressed, &toggled)),
                        )
                        span(class="name") { (name) }
                    }
                    span(class="number") { (records) }
                }
            }
        })
        .collect();
    view! { ul(class="stores") { (lines) } }
}
