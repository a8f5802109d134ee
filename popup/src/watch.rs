//! Watching the background worker's operations over the port `progress`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use drydock::messages::OperationState;
use serde::Deserialize;
use webext::Port;
use webext::port::Listening;

#[derive(Deserialize)]
struct Shown {
    operations: Vec<OperationState>,
}

/// A connection to the background worker that is made again when it is needed. Clones are the
/// same connection.
#[derive(Clone)]
pub struct Watch(Rc<Inner>);

struct Inner {
    connection: RefCell<Option<Connection>>,
    /// Whether the present connection has shown anything.
    heard: Cell<bool>,
    on_shown: Box<dyn Fn(Vec<OperationState>)>,
    on_dropped: Box<dyn Fn(Watch)>,
}

struct Connection {
    _port: Port,
    _messages: Listening,
    _end: Listening,
}

impl Watch {
    /// Calls `on_shown` with the operations whenever they change, and `on_dropped` when the
    /// worker was ended.
    pub fn new(
        on_shown: impl Fn(Vec<OperationState>) + 'static,
        on_dropped: impl Fn(Self) + 'static,
    ) -> Self {
        Self(Rc::new(Inner {
            connection: RefCell::new(None),
            heard: Cell::new(false),
            on_shown: Box::new(on_shown),
            on_dropped: Box::new(on_dropped),
        }))
    }

    /// Connects, where it is not connected.
    pub fn connect(&self) {
        if self.0.connection.borrow().is_some() {
            return;
        }
        let port = match webext::runtime::connect("progress") {
            Ok(port) => port,
            // The extension was reloaded: this page belongs to the former one.
            Err(error) => return web_sys::console::warn_1(&error),
        };
        let watch = self.clone();
        let messages = Listening::to(port.on_message(), move |message| {
            match serde_wasm_bindgen::from_value::<Shown>(message) {
                Ok(shown) => {
                    watch.0.heard.set(true);
                    (watch.0.on_shown)(shown.operations);
                }
                Err(error) => web_sys::console::error_1(&error.to_string().into()),
            }
        });
        let watch = self.clone();
        let end = Listening::to(port.on_disconnect(), move |_| {
            let watch = watch.clone();
            // Later: the listener that runs now must not be dropped from inside itself.
            wasm_bindgen_futures::spawn_local(async move {
                watch.0.connection.replace(None);
                if watch.0.heard.replace(false) {
                    (watch.0.on_dropped)(watch.clone());
                } else {
                    // A worker that cannot even start: connecting again would never end.
                    (watch.0.on_shown)(Vec::new());
                }
            });
        });
        self.0.connection.replace(Some(Connection { _port: port, _messages: messages, _end: end }));
    }
}
