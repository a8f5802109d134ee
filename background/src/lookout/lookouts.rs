//! The sites that are watched.

use std::cell::RefCell;
use std::rc::Rc;

use drydock::migration::{SiteOpens, SiteRefusal};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsValue;
use webext::Port;
use webext::port::Listening;

use super::registration;
use crate::dock::{has_loaded, origin_of};
use crate::operations::milliseconds;
use crate::reflect;

/// How long after it has loaded a page may take to ask for its databases, in milliseconds. Many
/// never do, so it is short.
const PATIENCE: f64 = 2_000.0;

/// How long a page may take to load, in milliseconds.
const LOADING: f64 = 30_000.0;

/// How often is looked, in milliseconds.
const LOOK_EVERY: u32 = 50;

/// The sites that are watched. Clones share them.
#[derive(Clone, Default)]
pub struct Lookouts(Rc<RefCell<Vec<Watched>>>);

/// A site that is watched.
struct Watched {
    origin: String,
    opens: SiteOpens,
    /// Of each page, its tab and what connects it.
    pages: Vec<(Option<i32>, Port, Listening)>,
}

impl Lookouts {
    /// Watches the pages of an origin that load from now on. Says whether it can.
    pub async fn begin(&self, origin: &str) -> bool {
        self.0.borrow_mut().push(Watched {
            origin: origin.to_owned(),
            opens: SiteOpens::default(),
            pages: Vec::new(),
        });
        let registered = registration::register(origin).await.is_ok();
        if !registered {
            self.end(origin).await;
        }
        registered
    }

    /// Waits until the page that a tab loads has asked for databases that were migrated, given
    /// with their versions, or seems not to. Says which it was refused; none where there is no
    /// such page.
    pub async fn look(
        &self,
        origin: &str,
        tab: i32,
        databases: &[(String, u64)],
    ) -> Option<Vec<SiteRefusal>> {
        let begun = milliseconds();
        let mut loaded = None;
        loop {
            let here = self.with(origin, |watched| {
                let is_there = watched.pages.iter().any(|(of, ..)| *of == Some(tab));
                (is_there, watched.opens.is_settled(databases))
            });
            let (is_there, is_settled) = here?;
            if is_there && is_settled {
                break;
            }
            let now = milliseconds();
            // What has loaded before the page said that it is there, is the page before it.
            match has_loaded(tab).await {
                None => return None,
                Some(true) if is_there => {
                    if now - *loaded.get_or_insert(now) > PATIENCE {
                        break;
                    }
                }
                Some(_) => {}
            }
            if now - begun > LOADING {
                break;
            }
            TimeoutFuture::new(LOOK_EVERY).await;
        }
        self.with(origin, |watched| {
            (!watched.pages.is_empty()).then(|| watched.opens.refusals(databases))
        })?
    }

    /// Ends the watching: the pages are told to.
    pub async fn end(&self, origin: &str) {
        // What stays registered is swept at the next start, and does nothing until then.
        let _ = registration::unregister(origin).await;
        let mut ended = Vec::new();
        self.0.borrow_mut().retain_mut(|watched| {
            if watched.origin == origin {
                ended.append(&mut watched.pages);
            }
            watched.origin != origin
        });
        for (_, port, _) in &ended {
            port.disconnect();
        }
    }

    /// Takes the port of a page that is to be watched. One that no longer is, is told so.
    pub fn connected(&self, port: &Port) {
        let sender = port.sender().map(JsValue::from).unwrap_or_default();
        let origin = reflect::string(&sender, "url").and_then(|url| origin_of(&url));
        let Some(origin) = origin else { return port.disconnect() };
        let tab = reflect::get(&reflect::get(&sender, "tab"), "id").as_f64().map(|id| id as i32);
        let listening = Listening::to(port.on_message(), {
            let (lookouts, origin) = (self.clone(), origin.clone());
            move |message: JsValue| {
                if let Some(text) = message.as_string() {
                    lookouts.with(&origin, |watched| watched.opens.told(&text));
                }
            }
        });
        let page = (tab, port.clone(), listening);
        let is_watched = self.with(&origin, |watched| watched.pages.push(page)).is_some();
        if !is_watched {
            port.disconnect();
        }
    }

    /// Ends what a worker that was ended had begun.
    pub async fn sweep() {
        let _ = registration::sweep().await;
    }

    fn with<T>(&self, origin: &str, look: impl FnOnce(&mut Watched) -> T) -> Option<T> {
        let mut all = self.0.borrow_mut();
        all.iter_mut().find(|watched| watched.origin == origin).map(look)
    }
}
