//! What a backup is called, and where it comes from.

use js_sys::global;
use wasm_bindgen::JsCast;
use web_sys::{Crypto, Url, WorkerNavigator};

use crate::reflect;

/// A new backup's id, also the name of its bag and its file: host, time, and a random part that
/// nobody can guess.
pub fn new_id(origin: &str, created: &str) -> String {
    let host = Url::new(origin).map(|url| url.host()).unwrap_or_default();
    let mut slug: String = host
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character } else { '-' })
        .collect();
    slug.truncate(40);
    let slug = if slug.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        slug
    } else {
        format!("site{slug}")
    };
    let digits = |character: char| character.is_ascii_alphanumeric();
    let time: String =
        created.split('.').next().unwrap_or_default().chars().filter(|c| digits(*c)).collect();
    format!("{slug}-{time}Z-{}", random_part())
}

/// 64 random bits in hexadecimal.
fn random_part() -> String {
    let crypto: Crypto = reflect::get(&global(), "crypto").unchecked_into();
    let uuid = crypto.random_uuid();
    // The last 12 digits and the first 8 but four are random throughout.
    let hex: String = uuid.chars().filter(|character| *character != '-').collect();
    hex.chars().rev().take(12).chain(hex.chars().take(4)).collect()
}

/// The browser's name and main version, from its user agent string.
pub fn browser() -> String {
    let navigator: WorkerNavigator = reflect::get(&global(), "navigator").unchecked_into();
    let agent = navigator.user_agent().unwrap_or_default();
    let version_after = |product: &str| {
        let (_, rest) = agent.split_once(product)?;
        let version: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(version)
    };
    if let Some(version) = version_after("Firefox/") {
        format!("Firefox {version}")
    } else if let Some(version) = version_after("Chrome/") {
        format!("Chromium {version}")
    } else {
        agent
    }
}
