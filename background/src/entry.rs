//! What `static/background.js` calls.

use std::cell::RefCell;

use drydock::messages::Reply;
use futures_util::future::{FutureExt, LocalBoxFuture, Shared};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use webext::Port;
use webext::port::Listening;

use crate::app::App;
use crate::failure::Outcome;
use crate::{router, tasks};

type Opening = Shared<LocalBoxFuture<'static, Outcome<App>>>;

thread_local! {
    static OPENING: RefCell<Option<Opening>> = const { RefCell::new(None) };
}

/// The worker's parts, opened once. A failure to open them is tried again by the next event: it
/// may be a full disk that has room again.
async fn app() -> Outcome<App> {
    let opening = OPENING
        .with_borrow_mut(|slot| slot.get_or_insert_with(|| open().boxed_local().shared()).clone());
    let opened = opening.await;
    if opened.is_err() {
        OPENING.with_borrow_mut(|slot| *slot = None);
    }
    opened
}

async fn open() -> Outcome<App> {
    let app = App::open().await?;
    let started = app.clone();
    spawn_local(async move {
        tasks::recover_all(started.clone()).await;
        // Afterwards: a recovery reloads tabs.
        tasks::sweep(&started).await;
    });
    Ok(app)
}

/// Opens what the worker needs, and finishes or undoes a restore that was interrupted.
#[wasm_bindgen]
pub async fn start() {
    // The next request reports the failure, to somebody who can read it.
    let _ = app().await;
}

/// Answers a request: a value of `Request`'s shape, for `import` with a `file` beside it. The
/// answer is of `Reply`'s shape, for `export` with a `blob` beside it.
#[wasm_bindgen]
pub async fn message(request: JsValue) -> JsValue {
    match app().await {
        Ok(app) => router::answer(&app, &request).await,
        Err(failure) => router::to_js(&Reply::failed(failure)),
    }
}

/// Takes a port that a page of the extension (`progress`), a docked page (`dock`), or one that is
/// watched (`lookout`) opened.
#[wasm_bindgen]
pub fn connected(port: Port) {
    spawn_local(async move {
        let Ok(app) = app().await else { return };
        let watch: fn(&App, &Port) = match port.name().as_str() {
            // What is being done on which site is for the extension's own pages only.
            "progress" if is_own_page(&port) => |app, port| app.operations.watch(port.clone()),
            "dock" => |app, port| {
                app.docks.arrived(port);
                tasks::page_docked(app, port);
            },
            "lookout" => |app, port| app.lookouts.connected(port),
            _ => return port.disconnect(),
        };
        watch(&app, &port);
        let left = {
            let (app, port) = (app.clone(), port.clone());
            move |_| {
                app.operations.unwatch(&port);
                app.docks.left(&port);
            }
        };
        // Lives as long as the port: the browser drops the listener with it.
        std::mem::forget(Listening::to(port.on_disconnect(), left));
    });
}

/// Whether a port was opened by one of the extension's own pages.
fn is_own_page(port: &Port) -> bool {
    let address = port.sender().and_then(|sender| sender.url());
    let root = webext::runtime::url("");
    matches!((address, root), (Some(address), Ok(root)) if address.starts_with(&root))
}
