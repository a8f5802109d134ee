//! The question of a restore: which backup, into which tab, which databases and stores, and what
//! happens to those that are there.

use drydock::messages::{BackupEntry, DatabaseSummary, Request};
use sycamore::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlInputElement};

use crate::components::confirm::{Destinations, Question};
use crate::components::failure::failure;
use crate::components::restore_choices::{backup_choice, first_target, target_choice};
use crate::components::restore_effects::restore_effects;
use crate::i18n::{text, with};
use crate::library::{self, Library};
use crate::model::{LeftOut, of_origin};
use crate::permission;
use crate::session::Session;
use crate::site::{self, Inventory};
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
    let left_out = create_signal(LeftOut::default());
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

    let contents = contents_of(backup);
    let takes_something = move || {
        contents.with(|contents| match contents {
            Inventory::Known(all) => {
                all.is_empty() || left_out.with(|left_out| !left_out.leaves_nothing(all))
            }
            Inventory::Loading | Inventory::Failed(_) => false,
        })
    };
    let beside = move || backup.with(|backup| backup.quarantine);
    let ready = create_selector(move || target.with(Option::is_some) && takes_something());
    let press = move |_| {
        let (Some(target), Inventory::Known(databases)) =
            (target.get_clone(), contents.get_clone())
        else {
            return;
        };
        // First of all: the browser asks only while it handles the press.
        let asking = permission::ask(&target.origin);
        let request = Request::Restore {
            tab_id: target.tab,
            backup_id: backup.with(|backup| backup.id.clone()),
            databases: left_out.with(|left_out| left_out.choice(&databases)),
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
            (match contents.get_clone() {
                Inventory::Loading => view! { p(class="quiet") { (text("loading")) } },
                Inventory::Known(databases) => {
                    restore_effects(databases, beside(), left_out, present, exact)
                }
                Inventory::Failed(why) => failure(why),
            })
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

/// What a backup holds, read when it is chosen.
fn contents_of(backup: Signal<BackupEntry>) -> Signal<Inventory> {
    let contents = create_signal(Inventory::Loading);
    let id = create_selector(move || backup.with(|backup| backup.id.clone()));
    create_effect(move || {
        let id = id.get_clone();
        contents.set(Inventory::Loading);
        spawn_local(async move {
            let found = library::contents(&id).await;
            // The dialog may have been closed, or another backup chosen, in the meantime.
            if contents.is_alive() && backup.with_untracked(|backup| backup.id == id) {
                contents.set(found.map_or_else(Inventory::Failed, Inventory::Known));
            }
        });
    });
    contents
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

fn is_checked(event: &Event) -> bool {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    input.is_some_and(|input| input.checked())
}
