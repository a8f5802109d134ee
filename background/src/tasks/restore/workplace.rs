//! A docked page in which a restore does its work.

use crate::agent::{Page, Session, connect};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;

/// A docked page of an origin.
pub struct Workplace {
    page: Page,
    opened: bool,
}

impl Workplace {
    /// Docks an origin and takes one of its pages: the preferred tab's, else any, else one that
    /// is opened for it.
    pub async fn enter(app: &App, page: &Page, operation: &Operation) -> Outcome<Self> {
        let docked = app.docks.dock(&page.origin, operation).await?;
        let there = docked.iter().find(|tab| **tab == page.tab).or(docked.first());
        let (tab, opened) = match there {
            Some(tab) => (*tab, false),
            None => (app.docks.open(&page.url, &page.origin, operation).await?, true),
        };
        Ok(Self { page: Page { tab, ..page.clone() }, opened })
    }

    /// The page.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Connects to the agent in the page.
    pub async fn connect(&self, operation: &Operation) -> Outcome<Session> {
        connect(&self.page, operation).await
    }

    /// Closes the page, where it was opened for the work.
    pub async fn leave(self) {
        if self.opened {
            // One that the person has closed is gone already.
            let _ = webext::tabs::close(self.page.tab).await;
        }
    }
}
