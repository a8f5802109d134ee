//! Match patterns for an origin.

use web_sys::Url;

/// The pattern that host permissions are asked for under: it cannot name a port.
///
/// See [match patterns](https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Match_patterns).
pub fn permission_pattern(origin: &str) -> String {
    match Url::new(origin) {
        Ok(url) if url.protocol() != "file:" => format!("{}//{}/*", url.protocol(), url.hostname()),
        _ => "file:///*".to_owned(),
    }
}

/// The pattern of exactly this origin's pages, where the browser lets patterns name ports.
pub fn exact_pattern(origin: &str) -> String {
    match Url::new(origin) {
        Ok(url) if url.protocol() != "file:" => format!("{origin}/*"),
        _ => "file:///*".to_owned(),
    }
}

/// The origin of an address; all files are one.
pub fn origin_of(address: &str) -> Option<String> {
    let url = Url::new(address).ok()?;
    match url.protocol().as_str() {
        "http:" | "https:" => Some(url.origin()),
        "file:" => Some("file://".to_owned()),
        _ => None,
    }
}

/// Whether two origins are pages of one host, and so fall under one permission.
pub fn same_host(one: &str, other: &str) -> bool {
    permission_pattern(one) == permission_pattern(other)
}
