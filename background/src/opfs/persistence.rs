//! Keeping the browser from deleting the backups.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::reflect;

#[wasm_bindgen]
extern "C" {
    type StorageManager;

    #[wasm_bindgen(method, catch)]
    fn persist(this: &StorageManager) -> Result<Promise, JsValue>;
}

/// Asks for [persistent storage](https://storage.spec.whatwg.org/#dom-storagemanager-persist),
/// which the browser does not delete to make room for other sites, and does not limit as a site's.
///
/// With `unlimitedStorage`, Chromium gives a service worker just that, and has no such method
/// there. Firefox gives it only to those who ask, which its event page can.
pub fn keep() {
    let storage = reflect::get(&reflect::get(&js_sys::global(), "navigator"), "storage");
    if reflect::get(&storage, "persist").is_function()
        && let Ok(asked) = storage.unchecked_into::<StorageManager>().persist()
    {
        // Nobody waits for the answer: the browser may put the question to the person.
        spawn_local(async move {
            let _ = JsFuture::from(asked).await;
        });
    }
}
