//! The site's databases, and which of them and of their stores a backup takes.

use drydock::messages::{DatabaseSummary, ErrorCode, Failure};
use sycamore::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::components::choices::{amount, database_box, shown, stores};
use crate::components::failure::{code_of, failure};
use crate::format;
use crate::i18n::{text, with};
use crate::model::LeftOut;
use crate::permission;
use crate::site::{Inventory, Site};

/// The site's databases with their stores and record counts; or why they cannot be listed.
#[component(inline_props)]
pub fn Databases(site: Site, left_out: Signal<LeftOut>) -> View {
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

fn table(databases: Vec<DatabaseSummary>, left_out: Signal<LeftOut>) -> View {
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

fn row(database: DatabaseSummary, left_out: Signal<LeftOut>) -> View {
    let (name, data) = (shown(&database.name), shown(&database.name));
    let label = with("includeDatabase", std::slice::from_ref(&name));
    let choice = database_box(database.clone(), left_out, Some(label));
    let version = database.version.to_string();
    let records = format::number(database.stores.iter().map(|store| store.records).sum());
    let stores = stores(database.clone(), left_out);
    let amount = move || left_out.with(|left_out| amount(&database, left_out));
    view! {
        tr(data-database=data) {
            td(class="check") { (choice) }
            td {
                details {
                    summary { span(class="name") { (name) } " " small(class="quiet") { (amount()) } }
                    (stores)
                }
            }
            td(class="number") { (version) }
            td(class="number") { (records) }
        }
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
