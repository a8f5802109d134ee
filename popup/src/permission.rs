//! Access to origins, asked for when the person presses a button.

use drydock::messages::{ErrorCode, Failure};
use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

use crate::i18n::with;
use crate::model::pattern;
use crate::requests::words;

/// A question to the person that the browser is asking.
pub struct Asking {
    origin: String,
    answer: Result<Promise, Failure>,
}

/// Asks for access to an origin. To be called while a click is handled, before anything is
/// awaited. `None` where the browser gives no access to such an origin.
pub fn ask(origin: &str) -> Option<Asking> {
    let pattern = pattern(origin)?;
    let answer = webext::permissions::request(&[pattern])
        .map_err(|error| refused(origin).detailed(words(&error)));
    Some(Asking { origin: origin.to_owned(), answer })
}

/// Whether the extension may work on an origin.
pub async fn has(origin: &str) -> bool {
    match pattern(origin) {
        Some(pattern) => webext::permissions::contains(&[pattern]).await.unwrap_or(false),
        None => false,
    }
}

impl Asking {
    /// The origin that access is asked for.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Waits for the person's answer.
    ///
    /// # Errors
    ///
    /// `permission_needed`, when it was no.
    pub async fn granted(self) -> Result<(), Failure> {
        match JsFuture::from(self.answer?).await {
            Ok(granted) if granted.is_truthy() => Ok(()),
            Ok(_) => Err(refused(&self.origin)),
            Err(error) => Err(refused(&self.origin).detailed(words(&error))),
        }
    }
}

fn refused(origin: &str) -> Failure {
    Failure::new(ErrorCode::PermissionNeeded, with("permissionRefused", &[origin.to_owned()]))
}
