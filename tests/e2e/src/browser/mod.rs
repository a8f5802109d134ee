//! Real browsers with the extension in them.

mod action;
mod chromium;
mod collector;
mod driver;
mod firefox;
mod garbage;
mod processes;
pub(crate) mod used_profile;
mod window;
mod work;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
pub use collector::Collections;
use driver::Driver;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
pub use work::Work;

use crate::page::Page;
use crate::{Extension, Popup, dist};

/// How long one command to a browser may take: some are whole operations.
const LONGEST: Duration = Duration::from_secs(300);

/// A file of the extension from whose page messages are sent. Its pages with buttons would compile
/// their module and draw all progress meanwhile, which is a sixth of the whole work.
const BARE: &str = "icons/48.png";

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium.
    Chromium,
    /// Firefox.
    Firefox,
}

/// How to start a browser.
pub struct Options {
    /// Which one.
    pub kind: Kind,
    /// The extension's folder.
    pub extension: PathBuf,
    /// Shows its windows.
    pub headed: bool,
    /// A profile to use; a new one where there is none.
    pub profile: Option<PathBuf>,
    /// About how many bytes a site may store; as many as the disk allows where there is none.
    pub quota: Option<u64>,
    /// Further arguments (Chromium).
    pub arguments: Vec<String>,
    /// Further preferences (Firefox).
    pub preferences: Vec<(&'static str, Value)>,
}

impl Options {
    /// The extension as it is built for tests, without windows.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            extension: dist(kind),
            headed: false,
            profile: None,
            quota: None,
            arguments: Vec::new(),
            preferences: Vec::new(),
        }
    }

    /// With a profile that outlives the browser.
    pub fn in_profile(kind: Kind, profile: &Path) -> Self {
        Self {
            profile: Some(profile.to_path_buf()),
            // Firefox forgets what a temporary add-on stored, unless told otherwise.
            preferences: vec![
                ("extensions.webextensions.keepStorageOnUninstall", json!(true)),
                ("extensions.webextensions.keepUuidOnUninstall", json!(true)),
            ],
            ..Self::new(kind)
        }
    }
}

/// A running browser. Dropped, it is ended.
pub struct Browser {
    kind: Kind,
    web: WebDriver,
    extension_root: String,
    driver: Driver,
    downloads: PathBuf,
    /// Removed with the browser.
    _profile: Option<TempDir>,
}

impl Browser {
    /// Starts a browser with the extension in it.
    pub async fn start(kind: Kind) -> Result<Self> {
        Self::start_with(Options::new(kind)).await
    }

    /// Ends the extension's service worker (Chromium), and nothing else.
    pub async fn end_worker(&self) -> Result<()> {
        let targets = self.web.cdp().send_raw("Target.getTargets", json!({})).await?;
        let id = targets
            .get("targetInfos")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .find(|target| target.get("type") == Some(&json!("service_worker")))
            .and_then(|worker| worker.get("targetId"))
            .with_context(|| format!("no worker among {targets}"))?;
        let target = json!({"targetId": id});
        self.web.cdp().send_raw("Target.closeTarget", target).await?;
        Ok(())
    }

    /// Starts a browser.
    pub async fn start_with(options: Options) -> Result<Self> {
        let (profile, temporary) = match &options.profile {
            Some(profile) => (profile.clone(), None),
            None => {
                let folder = TempDir::with_prefix("drydock-profile-")?;
                (folder.path().to_path_buf(), Some(folder))
            }
        };
        let downloads = downloads_in(&profile);
        if temporary.is_some() {
            used_profile::fill(options.kind, &profile).await?;
        }
        std::fs::create_dir_all(&downloads)?;
        let driver = Driver::start(options.kind).await?;
        let started = match options.kind {
            Kind::Chromium => chromium::start(driver.address(), &options, &profile).await,
            Kind::Firefox => firefox::start(driver.address(), &options, &profile).await,
        };
        let (web, extension_root) = started.context("the browser could not be started")?;
        // Operations may take long; conditions have their own limits.
        web.set_script_timeout(LONGEST).await?;
        let kind = options.kind;
        Ok(Self { kind, web, extension_root, driver, downloads, _profile: temporary })
    }

    /// Which browser it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The folder into which it saves files, without asking.
    pub fn downloads(&self) -> &Path {
        &self.downloads
    }

    /// The WebDriver session.
    pub fn web(&self) -> &WebDriver {
        &self.web
    }

    /// Opens an address in a new tab.
    pub async fn open(&self, url: &str) -> Result<Page> {
        let tab = self.web.new_tab().await?;
        let page = Page::new(self.web.clone(), tab);
        let opened = if url.starts_with("http:") {
            open_site(&page, url).await
        } else {
            page.goto(url).await
        };
        opened.with_context(|| format!("{url} could not be opened"))?;
        Ok(page)
    }

    /// Opens a page of the extension in a new tab, for sending messages: it shows nothing of them.
    pub async fn extension(&self) -> Result<Extension> {
        let page = self.open(&format!("{}{BARE}", self.extension_root)).await?;
        Ok(Extension::new(self.extension_root.clone(), page))
    }

    /// Opens a page of the extension in a new window, so that what is in front in this one stays
    /// there: browsers work differently for pages that nobody sees.
    pub async fn extension_beside(&self) -> Result<Extension> {
        let window = self.web.new_window().await?;
        self.web.switch_to_window(window.clone()).await?;
        self.web.goto(format!("{}{BARE}", self.extension_root)).await?;
        let page = Page::new(self.web.clone(), window);
        Ok(Extension::new(self.extension_root.clone(), page))
    }

    /// Opens the popup in a tab of its own, for the site in another tab.
    pub async fn popup(&self, tab: i64) -> Result<Popup> {
        let page = self.open(&format!("{}popup.html?tab={tab}", self.extension_root)).await?;
        Ok(Popup::of(page))
    }

    /// The page of the extension that a button opened in a tab. ChromeDriver does not know tabs that
    /// an extension opens: the page is opened once more, at the same address, in one that it knows.
    pub async fn opened_by_button(&self, extension: &Extension, file: &str) -> Result<Page> {
        let url = extension.close_tab_of(file).await?;
        self.open(&url).await
    }

    /// Presses the extension's button while a tab is in front (Firefox).
    pub async fn press_button(&self, page: &Page) -> Result<()> {
        action::press(page.focus().await?).await
    }

    /// Looks on at how much the main threads of pages work.
    pub fn watch(&self) -> Work {
        Work::watch(self.driver.group())
    }

    /// Takes down from now on when the browser's collectors of garbage hold the main thread of a site
    /// (Firefox).
    pub async fn watch_collectors(&self, page: &Page) -> Result<()> {
        match self.kind {
            Kind::Chromium => Ok(()),
            Kind::Firefox => collector::begin(page.focus().await?).await,
        }
    }

    /// When they did since; nothing where the browser does not tell (Chromium).
    pub async fn collections(&self, page: &Page) -> Result<Collections> {
        match self.kind {
            Kind::Chromium => Ok(Collections::default()),
            Kind::Firefox => collector::end(page.focus().await?).await,
        }
    }

    /// Has every process forget what nothing refers to any more (Firefox).
    pub async fn collect_garbage(&self, page: &Page) -> Result<()> {
        garbage::collect(page.focus().await?).await
    }

    /// Ends the browser as a crash would: at once, with all its processes.
    pub async fn kill(mut self) -> Result<()> {
        self.driver.kill().await
    }

    /// Ends it in order.
    pub async fn quit(mut self) -> Result<()> {
        self.web.clone().quit().await?;
        self.driver.kill().await
    }
}

/// Opens a site. Drydock may reload its page while it loads, and then drivers wait for the end of a
/// load that never ends: so it is the page that is asked, not the driver.
async fn open_site(page: &Page, url: &str) -> Result<()> {
    page.run("setTimeout(() => location.assign(args[0]));", vec![json!(url)]).await?;
    page.wait_for("location.href !== 'about:blank' && document.readyState === 'complete'").await
}

/// Where a browser with this profile saves files.
fn downloads_in(profile: &Path) -> PathBuf {
    profile.join("downloads")
}

/// A folder's path as text.
fn text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is no text", path.display()))
}
