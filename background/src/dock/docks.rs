//! Putting origins into dry dock, and letting them out.

use std::cell::RefCell;
use std::rc::Rc;

use drydock::messages::{ErrorCode, Failure, Phase};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsValue;
use webext::Port;

use super::origin::{origin_of, permission_pattern, same_host};
use super::{registration, tabs};
use crate::failure::{Outcome, internal, words};
use crate::operations::{Operation, milliseconds};
use crate::reflect;

/// How long a reloaded tab may take to answer, in milliseconds.
const LOADING: f64 = 60_000.0;

/// How often a tab that loads is looked at, in milliseconds.
const LOOK_EVERY: u32 = 50;

/// So many refusals in a row, and a loaded page is one that no script can enter. A single one may
/// come from the page before, which is going away.
const REFUSALS: u32 = 5;

/// The origins in dry dock and their docked pages. Clones share them.
#[derive(Clone, Default)]
pub struct Docks(Rc<Inner>);

#[derive(Default)]
struct Inner {
    origins: RefCell<Vec<String>>,
    pages: RefCell<Vec<DockedPage>>,
}

struct DockedPage {
    tab: i32,
    origin: String,
    port: Port,
}

impl Docks {
    /// A page says that it is docked. One that no longer should be is reloaded.
    pub fn arrived(&self, port: &Port) {
        // It may have gone while the worker was starting, which no event tells any more: a page
        // that is gone must not pass for one that is docked.
        if webext::port::post(port, &js_sys::Object::new()).is_err() {
            return;
        }
        let Some((tab, origin)) = sender_of(port) else { return port.disconnect() };
        let wanted = self.0.origins.borrow().iter().any(|docked| same_host(docked, &origin));
        if wanted {
            self.0.pages.borrow_mut().push(DockedPage { tab, origin, port: port.clone() });
        } else {
            wasm_bindgen_futures::spawn_local(reload(tab));
        }
    }

    /// A docked page went away.
    pub fn left(&self, port: &Port) {
        self.0.pages.borrow_mut().retain(|page| page.port != *port);
    }

    /// The origins that were in dry dock when the worker was ended.
    pub async fn remember(&self) -> Outcome<Vec<String>> {
        let origins = registration::docked_origins()
            .await
            .map_err(|error| internal("looking for origins in dry dock", &error))?;
        self.0.origins.replace(origins.clone());
        Ok(origins)
    }

    /// Puts an origin into dry dock: reloads its tabs, and waits until no script of the site runs
    /// in them. Says which tabs are docked.
    pub async fn dock(&self, origin: &str, operation: &Operation) -> Outcome<Vec<i32>> {
        operation.enter(Phase::Docking, None, None);
        let showing = self.close(origin).await?;
        let mut docked = Vec::new();
        for tab in showing {
            if self.settle(tab, origin, operation).await? {
                docked.push(tab);
            }
        }
        Ok(docked)
    }

    /// Sees to it that an origin is in dry dock of which something is left to be ended: with an
    /// update of the extension, the browser forgets what was registered.
    pub async fn keep(&self, origin: &str) -> Outcome<()> {
        if self.0.origins.borrow().iter().any(|docked| docked == origin) {
            return Ok(());
        }
        self.close(origin).await.map(drop)
    }

    /// Lets no page of an origin load any more, and reloads those that are there. Says which tabs
    /// show it.
    async fn close(&self, origin: &str) -> Outcome<Vec<i32>> {
        let allowed = webext::permissions::contains(&[permission_pattern(origin)])
            .await
            .map_err(|error| internal("asking for permissions", &error))?;
        if !allowed {
            return Err(Failure::new(
                ErrorCode::PermissionNeeded,
                format!("To close the site's connections, Drydock needs access to {origin}."),
            ));
        }
        if !self.0.origins.borrow().iter().any(|docked| docked == origin) {
            self.0.origins.borrow_mut().push(origin.to_owned());
        }
        registration::register(origin)
            .await
            .map_err(|error| internal("registering the dock page", &error))?;
        let showing = tabs::showing(origin)
            .await
            .map_err(|error| internal("looking for the site's tabs", &error))?;
        for tab in &showing {
            if !self.is_docked(*tab, origin) {
                reload(*tab).await;
            }
        }
        Ok(showing)
    }

    /// Opens a new docked tab. Says its id.
    pub async fn open(&self, url: &str, origin: &str, operation: &Operation) -> Outcome<i32> {
        let failed = |detail: String| {
            Failure::new(ErrorCode::PageGone, format!("No page of {origin} could be opened."))
                .detailed(detail)
                .then("Start the site's server, and open a page of the site.")
        };
        let tab = webext::tabs::open(url).await.map_err(|error| failed(words(&error).1))?;
        let tab = tab.id().ok_or_else(|| failed("the new tab has no id".to_owned()))?;
        match self.settle(tab, origin, operation).await {
            Ok(true) => Ok(tab),
            not_docked => {
                // Nobody asked for this tab: where it is of no use, it goes.
                let _ = webext::tabs::close(tab).await;
                Err(not_docked.err().unwrap_or_else(|| failed(format!("{url} did not load"))))
            }
        }
    }

    /// Lets an origin out: its pages run again. One that is not in dry dock is left in peace.
    pub async fn undock(&self, origin: &str) -> Outcome<()> {
        if !self.0.origins.borrow().iter().any(|docked| docked == origin) {
            return Ok(());
        }
        registration::unregister(origin)
            .await
            .map_err(|error| internal("unregistering the dock page", &error))?;
        self.0.origins.borrow_mut().retain(|docked| docked != origin);
        let mut leaving: Vec<i32> = self
            .0
            .pages
            .borrow()
            .iter()
            .filter(|page| {
                !self.0.origins.borrow().iter().any(|docked| same_host(docked, &page.origin))
            })
            .map(|page| page.tab)
            .collect();
        // Also pages that have not said yet that they are docked.
        leaving.extend(tabs::showing(origin).await.unwrap_or_default());
        leaving.sort_unstable();
        leaving.dedup();
        for tab in leaving {
            reload(tab).await;
        }
        Ok(())
    }

    /// Waits until a tab that was let out of dry dock shows its page again.
    pub async fn let_out(&self, tab: i32, operation: &Operation) -> Outcome<()> {
        let begun = milliseconds();
        loop {
            operation.check()?;
            let is_docked = self.0.pages.borrow().iter().any(|page| page.tab == tab);
            // One that is gone is found to be by whoever works in it.
            if !is_docked && tabs::has_loaded(tab).await != Some(false) {
                return Ok(());
            }
            if milliseconds() - begun > LOADING {
                return Err(Failure::new(
                    ErrorCode::PageGone,
                    "The site's page did not load again within a minute.",
                ));
            }
            TimeoutFuture::new(LOOK_EVERY).await;
        }
    }

    fn is_docked(&self, tab: i32, origin: &str) -> bool {
        self.0.pages.borrow().iter().any(|page| page.tab == tab && page.origin == origin)
    }

    /// Waits until a tab is docked; false where it was closed or shows nothing that can be.
    async fn settle(&self, tab: i32, origin: &str, operation: &Operation) -> Outcome<bool> {
        let begun = milliseconds();
        let mut refusals = 0;
        loop {
            operation.check()?;
            // A docked page from before, which the worker did not know of, may say that it is
            // docked while it is being reloaded: it is about to go.
            match tabs::has_loaded(tab).await {
                None => return Ok(false),
                Some(true) if self.is_docked(tab, origin) => return Ok(true),
                Some(true) if tabs::try_to_enter(tab).await.is_err() => {
                    refusals += 1;
                    if refusals == REFUSALS {
                        return Ok(false);
                    }
                }
                Some(_) => refusals = 0,
            }
            if milliseconds() - begun > LOADING {
                return Err(Failure::new(
                    ErrorCode::PageGone,
                    format!("A tab of {origin} did not reload within a minute."),
                ));
            }
            TimeoutFuture::new(LOOK_EVERY).await;
        }
    }
}

/// The tab and the origin of a docked page; only top frames connect.
fn sender_of(port: &Port) -> Option<(i32, String)> {
    let sender = JsValue::from(port.sender()?);
    let tab = reflect::get(&reflect::get(&sender, "tab"), "id").as_f64()?;
    let origin = origin_of(&reflect::string(&sender, "url")?)?;
    Some((tab as i32, origin))
}

async fn reload(tab: i32) {
    // A tab that is gone needs no reload.
    let _ = webext::tabs::reload(tab).await;
}
