//! The page that a tab shows.

use drydock::messages::{ErrorCode, Failure};

use crate::dock::try_to_enter;
use crate::failure::{Outcome, words};

/// The page that a tab shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The tab.
    pub tab: i32,
    /// The page's address.
    pub url: String,
    /// The address's origin.
    pub origin: String,
}

/// What a tab shows, where Drydock can work on it.
pub async fn page_of(tab: i32) -> Outcome<Page> {
    let shown = webext::tabs::get(tab).await.map_err(|error| {
        Failure::new(ErrorCode::NoSuchTab, format!("There is no tab {tab}."))
            .detailed(words(&error).1)
    })?;
    let Some(url) = shown.url().filter(|url| !url.is_empty()) else {
        return Err(unseen(tab).await);
    };
    let address = web_sys::Url::new(&url).map_err(|error| {
        Failure::new(ErrorCode::UnsupportedPage, "This page has no address.")
            .detailed(words(&error).1)
    })?;
    match address.protocol().as_str() {
        "http:" | "https:" => Ok(Page { tab, origin: address.origin(), url }),
        "file:" => Ok(Page { tab, origin: "file://".to_owned(), url }),
        scheme => Err(no_site(&format!(" ({scheme})"))),
    }
}

fn no_site(scheme: &str) -> Failure {
    Failure::new(
        ErrorCode::UnsupportedPage,
        format!("This is a page of the browser or of an extension{scheme}, not a site."),
    )
}

/// Why the browser does not tell a tab's address. It keeps that to itself, too, but Chromium says
/// of its own pages that they are, to whoever tries to work on one.
async fn unseen(tab: i32) -> Failure {
    let entered = try_to_enter(tab).await;
    let refusal = entered.err().map(|error| words(&error).1).unwrap_or_default();
    let failure = if ["chrome://", "chrome-extension://"].iter().any(|it| refusal.contains(it)) {
        no_site("")
    } else {
        Failure::new(
            ErrorCode::PermissionNeeded,
            "The browser shows Drydock nothing of this tab: either Drydock has no access to the \
             site yet, or it is no site but a page of the browser or a file.",
        )
        .then(
            "Look at the tab and press Drydock's button in the toolbar: of a site, that gives \
             access; of anything else, Drydock then says so.",
        )
    };
    if refusal.is_empty() { failure } else { failure.detailed(refusal) }
}
