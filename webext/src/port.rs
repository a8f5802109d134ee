//! Ports, with calls that report what they throw.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_extensions_sys::Port;

#[wasm_bindgen]
extern "C" {
    type ThrowingPort;

    #[wasm_bindgen(catch, method, js_name = postMessage)]
    fn post_message(this: &ThrowingPort, message: &JsValue) -> Result<(), JsValue>;
}

/// Posts a message over a port.
///
/// # Errors
///
/// When the port is closed, or the message is over the browser's limit (64 MiB in Chromium).
///
/// See [`runtime.Port`](https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/runtime/Port).
pub fn post(port: &Port, message: &JsValue) -> Result<(), JsValue> {
    port.unchecked_ref::<ThrowingPort>().post_message(message)
}

/// A listener that is removed when this is dropped.
pub struct Listening {
    target: web_extensions_sys::EventTarget,
    closure: Closure<dyn FnMut(JsValue)>,
}

impl Listening {
    /// Calls `listener` with the first argument of each event.
    pub fn to(
        target: web_extensions_sys::EventTarget,
        listener: impl FnMut(JsValue) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(JsValue)>::new(listener);
        target.add_listener(closure.as_ref().unchecked_ref::<Function>());
        Self { target, closure }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.target.remove_listener(self.closure.as_ref().unchecked_ref::<Function>());
    }
}
