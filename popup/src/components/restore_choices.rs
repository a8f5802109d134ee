//! Which backup is restored, and into which tab.

use drydock::messages::BackupEntry;
use sycamore::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlSelectElement};

use crate::components::confirm::{Destinations, describe};
use crate::i18n::{text, with};
use crate::permission;
use crate::targets::Target;

/// The tab that the page was opened for; but one that shows the backup's own site is better than
/// one that shows another.
pub fn first_target(targets: &[Target], preferred: Option<i32>, origin: &str) -> Option<i32> {
    let named = targets.iter().find(|target| Some(target.tab) == preferred);
    let own = targets.iter().find(|target| target.origin == origin);
    let named_own = named.filter(|target| target.origin == origin);
    named_own.or(own).or(named).map(|target| target.tab)
}

/// The backups of the same site, of which one is restored.
pub fn backup_choice(candidates: Vec<BackupEntry>, backup: Signal<BackupEntry>) -> View {
    let options: Vec<View> = candidates
        .iter()
        .map(|candidate| {
            let (id, words) = (candidate.id.clone(), describe(candidate));
            let selected = backup.with_untracked(|backup| backup.id == candidate.id);
            view! { option(value=id, selected=selected) { (words) } }
        })
        .collect();
    let pick = move |event: Event| {
        let id = selected_value(&event);
        if let Some(picked) = candidates.iter().find(|candidate| candidate.id == id) {
            backup.set(picked.clone());
        }
    };
    view! {
        label(class="field") {
            span { (text("backupChoice")) }
            select(id="confirm-backup", on:change=pick) { (options) }
        }
    }
}

/// The tabs, into one of which it is restored.
pub fn target_choice(
    destinations: Destinations,
    tab: Signal<Option<i32>>,
    backup: Signal<BackupEntry>,
) -> View {
    let targets = destinations.targets;
    let options = move || -> Vec<View> {
        let words = |target: &Target| match &target.title {
            Some(title) => format!("{} — {title}", target.origin),
            None => target.origin.clone(),
        };
        targets
            .get_clone()
            .iter()
            .map(|target| {
                let (id, words) = (target.tab, words(target));
                view! { option(value=id.to_string(), prop:selected=tab.get() == Some(id)) { (words) } }
            })
            .collect()
    };
    let pick = move |event: Event| tab.set(selected_value(&event).parse().ok());
    let allow = move |_| {
        let Some(asking) = permission::ask(&backup.with(|backup| backup.origin.clone())) else {
            return;
        };
        spawn_local(async move {
            if asking.granted().await.is_ok() {
                (destinations.reload)(destinations.list);
            }
        });
    };
    view! {
        label(class="field") {
            span { (text("intoTab")) }
            select(id="confirm-tab", on:change=pick) {
                option(value="", prop:selected=tab.get().is_none()) { (text("chooseTab")) }
                (options())
            }
        }
        (if targets.with(|targets| targets.iter().any(|target| backup.with(|backup| target.origin == backup.origin))) {
            View::new()
        } else {
            view! {
                p(class="notice") {
                    (with("siteNotOpen", &[backup.with(|backup| backup.origin.clone())]))
                    " "
                    button(id="allow-tabs", r#type="button", on:click=allow) { (text("allowTabs")) }
                }
            }
        })
    }
}

fn selected_value(event: &Event) -> String {
    let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
    select.map(|select| select.value()).unwrap_or_default()
}
