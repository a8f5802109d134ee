//! Requests to the background worker.

use drydock::messages::{ErrorCode, Failure, Reply, Request};
use js_sys::{Object, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File};

use crate::i18n::text;

/// An answer, and the archive that came with it.
pub struct Answered {
    /// The answer.
    pub reply: Reply,
    /// The archive (`export`).
    pub blob: Option<Blob>,
}

/// Sends a request and waits for its answer. `import` takes a file.
pub async fn send(request: &Request, file: Option<&File>) -> Answered {
    match exchange(request, file).await {
        Ok(answer) => Answered {
            blob: Reflect::get(&answer, &"blob".into()).ok().and_then(|blob| blob.dyn_into().ok()),
            reply: serde_wasm_bindgen::from_value(answer)
                .unwrap_or_else(|error| failed(text("answerNotUnderstood"), &error.to_string())),
        },
        Err(error) => {
            Answered { reply: failed(text("backgroundGone"), &words(&error)), blob: None }
        }
    }
}

async fn exchange(request: &Request, file: Option<&File>) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let message: Object = request.serialize(&serializer)?.unchecked_into();
    if let Some(file) = file {
        Reflect::set(&message, &"file".into(), file)?;
    }
    webext::runtime::send(&message).await
}

fn failed(message: String, detail: &str) -> Reply {
    Reply::failed(
        Failure::new(ErrorCode::Internal, message)
            .then(text("backgroundGoneNext"))
            .detailed(detail),
    )
}

/// The browser's own words for what it threw.
pub fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => format!("{}: {}", String::from(error.name()), String::from(error.message())),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}
