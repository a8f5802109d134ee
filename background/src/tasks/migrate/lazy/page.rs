//! A page of a site that runs, to work in.

use drydock::messages::{ErrorCode, Failure};
use gloo_timers::future::TimeoutFuture;

use crate::agent::{Page, Session, connect};
use crate::dock;
use crate::failure::{Outcome, internal};
use crate::operations::{Operation, milliseconds};

/// How long the site's tabs may take to load, in milliseconds.
const LOADING: f64 = 60_000.0;

/// How often tabs that load are looked at, in milliseconds.
const LOOK_EVERY: u32 = 50;

/// So many refusals in a row, and loaded pages are such that no script can enter.
const REFUSALS: u32 = 5;

/// So many pages may go away without that anything was done in them.
const PAGES: u32 = 10;

/// The page in which records are upgraded: another one, when it goes away.
pub struct Workshop<'a> {
    page: &'a Page,
    operation: &'a Operation,
    session: Option<Session>,
    lost: u32,
}

impl<'a> Workshop<'a> {
    /// The page is looked for when there is something to do.
    pub fn new(page: &'a Page, operation: &'a Operation) -> Self {
        Self { page, operation, session: None, lost: 0 }
    }

    /// Works in a page: in another one, where that goes away. What was being done in a
    /// transaction is then done again, or was done.
    pub async fn work<T>(
        &mut self,
        mut work: impl AsyncFnMut(&mut Session) -> Outcome<T>,
    ) -> Outcome<T> {
        loop {
            let mut session = match self.session.take() {
                Some(session) => session,
                None => any_page(self.page, self.operation).await?,
            };
            match work(&mut session).await {
                Ok(done) => {
                    self.session = Some(session);
                    self.lost = 0;
                    return Ok(done);
                }
                // Its session is dropped, and so is its transaction.
                Err(failure) if failure.code == ErrorCode::PageGone && self.lost < PAGES => {
                    self.lost += 1;
                }
                Err(failure) => return Err(failure),
            }
        }
    }
}

/// Connects to a page of the site: in the preferred tab, else in any other. Tabs that load are
/// waited for.
async fn any_page(page: &Page, operation: &Operation) -> Outcome<Session> {
    let begun = milliseconds();
    let mut refusals = 0;
    loop {
        operation.check()?;
        let mut tabs = dock::showing(&page.origin)
            .await
            .map_err(|error| internal("looking for the site's tabs", &error))?;
        tabs.sort_by_key(|tab| *tab != page.tab);
        let mut loading = false;
        let mut refused = None;
        for tab in tabs {
            match dock::has_loaded(tab).await {
                None => {}
                Some(false) => loading = true,
                Some(true) => match connect(&Page { tab, ..page.clone() }, operation).await {
                    Ok(session) => return Ok(session),
                    Err(failure) if failure.code == ErrorCode::Cancelled => return Err(failure),
                    Err(failure) => refused = Some(failure),
                },
            }
        }
        refusals = if loading { 0 } else { refusals + 1 };
        if refusals >= REFUSALS || milliseconds() - begun > LOADING {
            return Err(refused.unwrap_or_else(|| no_page(&page.origin)));
        }
        TimeoutFuture::new(LOOK_EVERY).await;
    }
}

fn no_page(origin: &str) -> Failure {
    Failure::new(ErrorCode::PageGone, format!("No page of {origin} is open any more."))
}
