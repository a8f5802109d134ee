//! The site that a page works on: its tab, its origin, and what it holds.

use drydock::messages::{DatabaseSummary, Failure, Reply, Request};
use js_sys::Reflect;
use sycamore::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

use crate::address::Address;
use crate::i18n::text;
use crate::model::hidden;
use crate::requests;
use crate::targets::origin_of;
use crate::together::Together;

/// What is known of a site's databases.
#[derive(Clone, Debug, PartialEq)]
pub enum Inventory {
    /// Not yet.
    Loading,
    /// These.
    Known(Vec<DatabaseSummary>),
    /// They cannot be listed.
    Failed(Failure),
}

/// The site. Copies are the same one.
#[derive(Clone, Copy)]
pub struct Site {
    /// Its tab, once it is known.
    pub tab: Signal<Option<i32>>,
    /// Its origin, once it is known.
    pub origin: Signal<Option<String>>,
    /// Its databases.
    pub inventory: Signal<Inventory>,
    /// Whether it is in the tab on which the person pressed the extension's button.
    pressed: bool,
    together: Together,
}

impl Site {
    /// Looks at the tab that the page's address names, else at the one that the person looks at.
    pub fn open(address: &Address) -> Self {
        let site = Self {
            tab: create_signal(None),
            origin: create_signal(address.origin.clone()),
            inventory: create_signal(Inventory::Loading),
            pressed: address.tab.is_none(),
            together: Together::here(),
        };
        let named = address.tab;
        spawn_local(async move {
            let tab = match named {
                Some(tab) => webext::tabs::get(tab).await.ok(),
                None => webext::tabs::active().await.ok().flatten(),
            };
            let origin = tab.as_ref().and_then(|tab| origin_of(&tab.url()?));
            site.together.change(|| {
                if origin.is_some() {
                    site.origin.set(origin);
                }
                // The background worker says what is wrong with a tab that is not there.
                site.tab.set(named.or_else(|| tab.and_then(|tab| tab.id())));
            });
            site.load().await;
        });
        site.follow();
        site
    }

    /// Lists the databases again.
    pub fn reload(self) {
        spawn_local(self.load());
    }

    async fn load(self) {
        let Some(tab_id) = self.tab.get_untracked() else {
            return;
        };
        match inventory(tab_id).await {
            Ok((origin, databases)) => self.together.change(|| {
                if self.origin.with_untracked(|known| *known != origin) {
                    self.origin.set(origin);
                }
                self.show(Inventory::Known(databases));
            }),
            Err(failure) => {
                let origin = self.origin.get_clone_untracked();
                let (message, next) = (text("pageHidden"), text("pageHiddenNext"));
                let failure = hidden(failure, self.pressed, origin.as_deref(), &message, &next);
                self.show(Inventory::Failed(failure));
            }
        }
    }

    fn show(self, inventory: Inventory) {
        if self.inventory.with_untracked(|shown| *shown != inventory) {
            self.inventory.set(inventory);
        }
    }

    /// Lists the databases again whenever the tab has loaded another page.
    fn follow(self) {
        let listener =
            Closure::<dyn Fn(JsValue, JsValue)>::new(move |tab: JsValue, change: JsValue| {
                let here = self.tab.get_untracked().map(f64::from);
                let status =
                    Reflect::get(&change, &"status".into()).ok().and_then(|it| it.as_string());
                if tab.as_f64() == here && status.as_deref() == Some("complete") {
                    self.reload();
                }
            });
        match webext::tabs::updates() {
            Ok(updates) => updates.add_listener(listener.as_ref().unchecked_ref()),
            Err(error) => web_sys::console::warn_1(&error),
        }
        // As long as the page: the site is never closed.
        listener.forget();
    }
}

/// The databases of the site in a tab, and its origin.
///
/// # Errors
///
/// Those of the request `inventory`.
pub async fn inventory(tab_id: i32) -> Result<(Option<String>, Vec<DatabaseSummary>), Failure> {
    match requests::send(&Request::Inventory { tab_id }, None).await.reply {
        Reply::Done(success) => Ok((success.origin, success.databases.unwrap_or_default())),
        Reply::Failed { error, .. } => Err(*error),
    }
}
