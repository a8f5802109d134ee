//! Getting the agent into a page.

use drydock::messages::{ErrorCode, Failure};
use drydock::protocol::Event;

use crate::agent::Session;
use crate::agent::page::Page;
use crate::agent::session::malformed;
use crate::dock::permission_pattern;
use crate::failure::{Outcome, words};
use crate::operations::Operation;

/// The agent's files, in the order in which they must run.
const FILES: &[&str] = &include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../content/files.in"));

/// Puts the agent into the page and connects to it.
pub async fn connect(page: &Page, operation: &Operation) -> Outcome<Session> {
    if let Err(error) = webext::scripting::inject(page.tab, FILES).await {
        let allowed = webext::permissions::contains(&[permission_pattern(&page.origin)]).await;
        return Err(refused(page, &words(&error).1, allowed.unwrap_or(false)));
    }
    let port = webext::tabs::connect(page.tab, "agent").map_err(|error| {
        Failure::new(ErrorCode::PageGone, "Drydock could not reach the page.")
            .detailed(words(&error).1)
    })?;
    let mut session = Session::over(port, operation);
    match session.next().await?.event {
        Event::Hello {} => Ok(session),
        other => Err(malformed(&format!("{other:?} instead of hello"))),
    }
}

/// Why the browser did not let the agent in: it says so only in words. `allowed` is whether the
/// person has given access to the page's origin.
fn refused(page: &Page, words: &str, allowed: bool) -> Failure {
    let lower = words.to_lowercase();
    let failure = if page.url.starts_with("file:") {
        Failure::new(ErrorCode::UnsupportedPage, "Drydock may not work on files yet.")
            .then("Allow access to file addresses in the browser's page of extensions, and reload.")
    } else if ["gallery", "webstore", "restricted", "policy"]
        .iter()
        .any(|word| lower.contains(word))
    {
        Failure::new(ErrorCode::UnsupportedPage, "The browser lets no extension work on this page.")
    } else if lower.contains("error page") {
        Failure::new(ErrorCode::UnsupportedPage, "This page did not load.")
            .then("Start the site's server or check the address, then reload the page.")
    } else if allowed && lower.contains("permission") {
        // Firefox says of both only that a permission is missing.
        Failure::new(
            ErrorCode::UnsupportedPage,
            "This page did not load, or the browser lets no extension work on it.",
        )
        .then("Check that the site's server runs and the address is right, then reload the page.")
    } else if lower.contains("permission") || lower.contains("access") {
        Failure::new(
            ErrorCode::PermissionNeeded,
            format!("Drydock may not work on {} yet.", page.origin),
        )
    } else {
        Failure::new(ErrorCode::PageGone, "Drydock could not reach the page.")
    };
    failure.detailed(words)
}
