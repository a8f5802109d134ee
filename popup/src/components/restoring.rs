//! The question of a restore: which backup, into which tab, which databases, and what happens to
//! those that are there.

use std::collections::BTreeSet;

use drydock::messages::{BackupEntry, DatabaseSummary, Request};
use sycamore::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlInputElement};

use crate::components::confirm::{Destinations, Question};
use crate::components::databases::toggle;
use crate::components::restore_choices::{backup_choice, first_target, target_choice};
use crate::i18n::{count, text, with};
use crate::library::Library;
use crate::model::{Effect, choice, effects, of_origin};
use crate::permission;
use crate::session::Session;
use crate::site;
use crate::targets::Target;

/// The question, and the buttons that answer it.
pub fn restoring(
    first: BackupEntry,
    question: Signal<Option<Question>>,
    session: Session,
    library: Library,
    destinations: Destinations,
) -> View {
    let candidates = of_origin(&library.known(), &first.origin);
    let backup = create_signal(first);
    let tab = create_signal(None::<i32>);
    let left_out = create_signal(BTreeSet::<String>::new());
    let exact = create_signal(false);
    // Unknown until the site has been looked at, and where it may not be.
    let present = create_signal(None::<Vec<DatabaseSummary>>);
    let allowed = create_signal(true);

    let Destinations { targets, preferred, .. } = destinations;
    create_effect(move || {
        let origin = backup.with(|backup| backup.origin.clone());
        tab.set(targets.with(|targets| first_target(targets, preferred.get(), &origin)));
    });
    let target = create_memo(move || {
        let tab = tab.get();
        targets.with(|targets| targets.iter().find(|target| Some(target.tab) == tab).cloned())
    });
    create_effect(move || {
        let Some(target) = target.get_clone() else {
            return;
        };
        present.set(None);
        spawn_local(async move {
            let has = permission::has(&target.origin).await;
            let databases = site::inventory(target.tab).await.map(|(_, databases)| databases);
            // The dialog may have been closed, or another tab chosen, in the meantime.
            if tab.is_alive() && tab.get_untracked() == Some(target.tab) {
                allowed.set(has);
                present.set(databases.ok());
            }
        });
    });

    let names = move || backup.with(|backup| backup.databases.clone());
    let chosen = move || {
        let mut names = names();
        left_out.with(|left_out| names.retain(|name| !left_out.contains(name)));
        names
    };
    let beside = move || backup.with(|backup| backup.quarantine);
    let ready = create_selector(move || {
        target.with(Option::is_some) && (!chosen().is_empty() || names().is_empty())
    });
    let press = move |_| {
        let Some(target) = target.get_clone() else {
            return;
        };
        // First of all: the browser asks only while it handles the press.
        let asking = permission::ask(&target.origin);
        let request = Request::Restore {
            tab_id: target.tab,
            backup_id: backup.with(|backup| backup.id.clone()),
            databases: left_out.with(|left_out| choice(&names(), left_out)),
            exact: exact.get() && !beside(),
            allow_loss: false,
        };
        session.ask(request, None, asking, |_| ());
        question.set(None);
    };
    let choose_backup = backup_choice(candidates, backup);
    let choose_target = if destinations.choose {
        target_choice(destinations, tab, backup)
    } else {
        view! { p(class="quiet") { (target.get_clone().map(|target| target.origin).unwrap_or_default()) } }
    };
    view! {
        h2(id="confirm-heading") { (text("restoreHeading")) }
        (choose_backup)
        (choose_target)
        (foreign(&backup.with(|backup| backup.origin.clone()), target.get_clone()))
        fieldset {
            legend { (text("databases")) }
            ul(class="effects") {
                (rows(backup.get_clone(), left_out, present, exact))
            }
        }
        (if beside() { View::new() } else { exactly(exact) })
        p(class="quiet") { (text("restoreExplanation")) }
        (if allowed.get() { View::new() } else { permission_ahead(destinations.choose) })
        div(class="actions") {
            button(id="confirm-no", r#type="button", on:click=move |_| question.set(None)) { (text("cancel")) }
            button(id="confirm-yes", r#type="button", class="danger", disabled=!ready.get(), on:click=press) {
                (text("restore"))
            }
        }
    }
}

fn exactly(exact: Signal<bool>) -> View {
    view! {
        label(class="option") {
            input(id="exact", r#type="checkbox", prop:checked=exact.get(), on:change=move |event: Event| exact.set(is_checked(&event)))
            span {
                (text("exact"))
                small(class="quiet") { (text("exactExplanation")) }
            }
        }
    }
}

/// What happens when the button is pressed: the browser asks, and may close a popup meanwhile.
fn permission_ahead(in_manager: bool) -> View {
    let words = if in_manager { text("permissionAhead") } else { text("permissionAheadPopup") };
    view! { p(class="notice") { (words) } }
}

/// A warning where the backup is another site's.
fn foreign(origin: &str, target: Option<Target>) -> View {
    match target {
        Some(target) if target.origin != origin => {
            let warning = with("otherOrigin", &[origin.to_owned(), target.origin]);
            view! { p(class="notice") { (warning) } }
        }
        _ => View::new(),
    }
}

fn rows(
    backup: BackupEntry,
    left_out: Signal<BTreeSet<String>>,
    present: Signal<Option<Vec<DatabaseSummary>>>,
    exact: Signal<bool>,
) -> View {
    let BackupEntry { databases: names, quarantine, .. } = backup;
    let all = names.clone();
    let all_effects = create_memo(move || {
        left_out.with(|left_out| {
            present.with(|present| {
                effects(&all, left_out, present.as_deref(), exact.get() && !quarantine)
            })
        })
    });
    let shown = names.clone();
    let rows: Vec<View> = names
        .into_iter()
        .map(|name| {
            let (toggled, key, sought) = (name.clone(), name.clone(), name.clone());
            let effect = create_memo(move || {
                all_effects.with(|effects| {
                    let effect = effects.iter().find(|(name, _)| *name == sought);
                    effect.map_or(Effect::None, |(_, effect)| effect.clone())
                })
            });
            let class = move || match effect.get_clone() {
                Effect::Deletes(_) => "deletes",
                _ => "",
            };
            view! {
                li(class=class) {
                    label(class="option") {
                        input(
                            r#type="checkbox",
                            prop:checked=move || left_out.with(|names| !names.contains(&key)),
                            on:change=move |_| left_out.update(|names| toggle(names, &toggled)),
                        )
                        span {
                            span(class="name") { (name) }
                            small(class="quiet") { (words(effect.get_clone(), quarantine)) }
                        }
                    }
                }
            }
        })
        .collect();
    view! {
        (rows)
        (all_effects.get_clone().into_iter().filter(|(name, _)| !shown.contains(name)).map(|(name, effect)| {
            let words = words(effect, quarantine);
            view! { li(class="deleted") { span(class="name") { (name) } small { (words) } } }
        }).collect::<Vec<View>>())
    }
}

/// Of a quarantine, single records are put back beside what is there.
fn words(effect: Effect, quarantine: bool) -> String {
    match effect {
        Effect::Replaces(_) | Effect::ReplacesAny if quarantine => text("effectPutBeside"),
        Effect::Adds if quarantine => text("effectNothingBeside"),
        Effect::Replaces(records) => with("effectReplaces", &[count("records", records)]),
        Effect::ReplacesAny => text("effectReplacesAny"),
        Effect::Adds => text("effectAdds"),
        Effect::Deletes(records) => with("effectDeletes", &[count("records", records)]),
        Effect::None => text("leftAlone"),
    }
}

fn is_checked(event: &Event) -> bool {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    input.is_some_and(|input| input.checked())
}
