//! Running a scenario in each browser.

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::runtime::Builder;

use crate::browser::{Options, used_profile};
use crate::{Browser, Kind};

/// Runs a scenario in a new browser, and ends the browser whatever comes of it.
///
/// # Errors
///
/// The scenario's.
pub fn run(kind: Kind, scenario: impl AsyncFnOnce(&Browser) -> Result<()>) -> Result<()> {
    run_with(Options::new(kind), scenario)
}

/// Runs a scenario in a new browser that is started with options, and ends the browser whatever
/// comes of it.
///
/// # Errors
///
/// The scenario's.
pub fn run_with(
    options: Options,
    scenario: impl AsyncFnOnce(&Browser) -> Result<()>,
) -> Result<()> {
    let kind = options.kind;
    Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async {
        let browser = Browser::start_with(options).await?;
        scenario(&browser).await.with_context(|| format!("in {kind:?}"))?;
        // To end it in order takes seconds, and nobody needs what it would write down.
        browser.kill().await
    })
}

/// A profile that outlives the browsers that are started with it.
pub struct Profile {
    kind: Kind,
    folder: TempDir,
}

impl Profile {
    /// Starts a browser with it: one at a time.
    ///
    /// # Errors
    ///
    /// Where the browser cannot be started.
    pub async fn start(&self) -> Result<Browser> {
        Browser::start_with(Options::in_profile(self.kind, self.folder.path())).await
    }
}

/// Runs a scenario that starts browsers, one after the other, with one profile.
///
/// # Errors
///
/// The scenario's.
pub fn run_in_profile(
    kind: Kind,
    scenario: impl AsyncFnOnce(&Profile) -> Result<()>,
) -> Result<()> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async {
        let profile = Profile { kind, folder: TempDir::with_prefix("drydock-profile-")? };
        used_profile::fill(kind, profile.folder.path()).await?;
        scenario(&profile).await.with_context(|| format!("in {kind:?}"))
    })
}

/// Makes two tests of each scenario `async fn name(browser: &Browser) -> Result<()>`: one in
/// Chromium, one in Firefox.
#[macro_export]
macro_rules! in_both_browsers {
    ($($scenario:ident),+ $(,)?) => {
        mod chromium {
            $(#[test]
            fn $scenario() -> anyhow::Result<()> {
                $crate::run($crate::Kind::Chromium, super::$scenario)
            })+
        }
        mod firefox {
            $(#[test]
            fn $scenario() -> anyhow::Result<()> {
                $crate::run($crate::Kind::Firefox, super::$scenario)
            })+
        }
    };
}

/// Makes two tests of each scenario `fn name(kind: Kind) -> Result<()>`, which starts the browser by
/// itself: one in Chromium, one in Firefox.
#[macro_export]
macro_rules! for_both_kinds {
    ($($scenario:ident),+ $(,)?) => {
        mod chromium {
            $(#[test]
            fn $scenario() -> anyhow::Result<()> {
                super::$scenario($crate::Kind::Chromium)
            })+
        }
        mod firefox {
            $(#[test]
            fn $scenario() -> anyhow::Result<()> {
                super::$scenario($crate::Kind::Firefox)
            })+
        }
    };
}
