//! The site's databases, and which of them a backup takes.

use std::collections::BTreeSet;

use drydock::messages::{DatabaseSummary, ErrorCode, Failure};
use sycamore::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::components::failure::{code_of, failure};
use crate::format;
use crate::i18n::{count, text, with};
use crate::permission;
use crate::site::{Inventory, Site};

/// The site's databases with their stores and record counts; or why they cannot be listed.
#[component(inline_props)]
pub fn Databases(site: Site, left_out: Signal<BTreeSet<String>>) -> View {
    view! {
        section(class="databases", aria-labelledby="databases-heading") {
            h2(id="databases-heading") { (text("databases")) }
            (match site.inventory.get_clone() {
                Inventory::Loading => view! { p(class="quiet") { (text("loading")) } },
                Inventory::Known(databases) if databases.is_empty() => {
                    view! { p(id="no-databases", class="quiet") { (text("noDatabases")) } }
                }
                Inventory::Known(databases) => table(databases, left_out),
                Inventory::Failed(why) => unavailable(why, site),
            })
        }
    }
}

/// Why the site's databases cannot be listed, where that is so.
#[component(inline_props)]
pub fn SiteAccess(site: Site) -> View {
    view! {
        (match site.inventory.get_clone() {
            Inventory::Loading | Inventory::Known(_) => View::new(),
            Inventory::Failed(why) => unavailable(why, site),
        })
    }
}

fn table(databases: Vec<DatabaseSummary>, left_out: Signal<BTreeSet<String>>) -> View {
    let rows: Vec<View> = databases.into_iter().map(|database| row(database, left_out)).collect();
    view! {
        table(id="databases") {
            thead {
                tr {
                    th(scope="col", class="check") { span(class="hidden") { (text("include")) } }
                    th(scope="col") { (text("database")) }
                    th(scope="col", class="number") { (text("version")) }
                    th(scope="col", class="number") { (text("recordsColumn")) }
                }
            }
            tbody { (rows) }
        }
    }
}

fn row(database: DatabaseSummary, left_out: Signal<BTreeSet<String>>) -> View {
    let DatabaseSummary { name, version, stores } = database;
    let records = format::number(stores.iter().map(|store| store.records).sum());
    let summary = count("stores", stores.len() as u64);
    let lines: Vec<View> = stores
        .into_iter()
        .map(|store| {
            let (name, records) = (store.name, format::number(store.records));
            view! { li { span(class="name") { (name) } span(class="number") { (records) } } }
        })
        .collect();
    let label = with("includeDatabase", std::slice::from_ref(&name));
    let (key, toggled, data) = (name.clone(), name.clone(), name.clone());
    view! {
        tr(data-database=data) {
            td(class="check") {
                input(
                    r#type="checkbox",
                    aria-label=label,
                    prop:checked=move || left_out.with(|names| !names.contains(&key)),
                    on:change=move |_| left_out.update(|names| toggle(names, &toggled)),
                )
            }
            td {
                details {
                    summary { span(class="name") { (name) } " " small(class="quiet") { (summary) } }
                    ul(class="stores") { (lines) }
                }
            }
            td(class="number") { (version.to_string()) }
            td(class="number") { (records) }
        }
    }
}

/// Puts a name into the set, or takes it out.
pub fn toggle(names: &mut BTreeSet<String>, name: &str) {
    if !names.remove(name) {
        names.insert(name.to_owned());
    }
}

fn unavailable(why: Failure, site: Site) -> View {
    let origin = site.origin.get_clone().filter(|_| why.code == ErrorCode::PermissionNeeded);
    let code = code_of(why.code);
    let grant = origin.map(|origin| {
        let label = with("allowAccess", std::slice::from_ref(&origin));
        let press = move |_| {
            let Some(asking) = permission::ask(&origin) else {
                return;
            };
            spawn_local(async move {
                match asking.granted().await {
                    Ok(()) => site.reload(),
                    Err(refused) => site.inventory.set(Inventory::Failed(refused)),
                }
            });
        };
        view! { button(id="grant", r#type="button", class="primary", on:click=press) { (label) } }
    });
    let content = failure(why);
    view! {
        div(id="unavailable", class="notice", data-code=code) {
            (content)
            (grant)
        }
    }
}
