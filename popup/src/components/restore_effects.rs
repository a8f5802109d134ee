//! The databases of a backup, which of them are restored, and what happens to those that are
//! there.

use drydock::messages::DatabaseSummary;
use drydock::value::Text;
use sycamore::prelude::*;

use crate::components::choices::{amount, database_box, shown, stores};
use crate::i18n::{count, text, with};
use crate::model::{Effect, LeftOut, effects};

/// The databases of a backup, and what a restore does to each of the site's. `present` is what the
/// site has, where that is known.
pub fn restore_effects(
    databases: Vec<DatabaseSummary>,
    quarantine: bool,
    left_out: Signal<LeftOut>,
    present: Signal<Option<Vec<DatabaseSummary>>>,
    exact: Signal<bool>,
) -> View {
    let all = databases.clone();
    let all_effects = create_memo(move || {
        left_out.with(|left_out| {
            present.with(|present| {
                effects(&all, left_out, present.as_deref(), exact.get() && !quarantine)
            })
        })
    });
    let names: Vec<Text> = databases.iter().map(|database| database.name.clone()).collect();
    let rows: Vec<View> = databases
        .into_iter()
        .map(|database| {
            let name = database.name.clone();
            let effect = create_memo(move || {
                all_effects.with(|effects| {
                    let effect = effects.iter().find(|(of, _)| *of == name);
                    effect.map_or(Effect::None, |(_, effect)| effect.clone())
                })
            });
            row(database, left_out, move || words(effect.get_clone(), quarantine))
        })
        .collect();
    let others = move || -> Vec<View> {
        let others = all_effects.get_clone().into_iter().filter(|(name, _)| !names.contains(name));
        others
            .map(|(name, effect)| {
                let (name, words) = (shown(&name), words(effect, quarantine));
                view! { li(class="deleted") { span(class="name") { (name) } small { (words) } } }
            })
            .collect()
    };
    view! { ul(class="effects") { (rows) (others()) } }
}

fn row(
    database: DatabaseSummary,
    left_out: Signal<LeftOut>,
    words: impl Fn() -> String + 'static,
) -> View {
    let (name, data) = (shown(&database.name), shown(&database.name));
    let choice = database_box(database.clone(), left_out, None);
    let stores = (!database.stores.is_empty()).then(|| {
        let stores = stores(database.clone(), left_out);
        let amount = move || left_out.with(|left_out| amount(&database, left_out));
        view! { details { summary { small(class="quiet") { (amount()) } } (stores) } }
    });
    view! {
        li(data-database=data) {
            label(class="option") {
                (choice)
                span {
                    span(class="name") { (name) }
                    small(class="quiet") { (words()) }
                }
            }
            (stores)
        }
    }
}

/// Of a quarantine, single records are put back beside what is there.
fn words(effect: Effect, quarantine: bool) -> String {
    let amount = |records| [count("records", records)];
    match effect {
        Effect::None => text("leftAlone"),
        Effect::Deletes(records) => with("effectDeletes", &amount(records)),
        Effect::Adds | Effect::AddsSome if quarantine => text("effectNothingBeside"),
        _ if quarantine => text("effectPutBeside"),
        Effect::Replaces(records) => with("effectReplaces", &amount(records)),
        Effect::ReplacesIn(records) => with("effectReplacesIn", &amount(records)),
        Effect::ReplacesAny => text("effectReplacesAny"),
        Effect::ReplacesInAny => text("effectReplacesInAny"),
        Effect::Adds => text("effectAdds"),
        Effect::AddsSome => text("effectAddsSome"),
    }
}
