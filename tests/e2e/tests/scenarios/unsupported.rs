//! Pages on which no extension can work: the popup says why.

use std::net::TcpListener;

use anyhow::{Context, Result, ensure};
use drydock_e2e::browser::Options;
use drydock_e2e::{Browser, Kind, Site, SiteOptions, in_both_browsers, root, run_with};
use serde_json::{Value, json};

in_both_browsers!(
    a_page_of_the_browser_is_named,
    a_page_of_the_extension_is_named,
    a_file_without_access_is_named,
    a_page_that_did_not_load_is_named,
    a_page_without_indexed_db_is_named,
);

#[test]
fn chromiums_store_is_named() -> Result<()> {
    store_is_named(Kind::Chromium)
}

#[test]
fn firefoxs_store_is_named() -> Result<()> {
    store_is_named(Kind::Firefox)
}

/// The browser is told that a site on this machine is the store of its extensions.
fn store_is_named(kind: Kind) -> Result<()> {
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let options = match kind {
        Kind::Chromium => Options {
            arguments: vec![format!("--apps-gallery-url=http://localhost:{port}")],
            ..Options::new(kind)
        },
        Kind::Firefox => Options {
            preferences: vec![("extensions.webextensions.restrictedDomains", json!("localhost"))],
            ..Options::new(kind)
        },
    };
    run_with(options, async |browser| {
        let site =
            Site::serve_with("plain", SiteOptions { port, ..SiteOptions::default() }).await?;
        let tab = opened(browser, &site.url()).await?;
        is_unavailable(browser, tab, "unsupported_page", "no extension").await
    })
}

async fn a_page_of_the_browser_is_named(browser: &Browser) -> Result<()> {
    // Firefox does not tell such a page from a site without access.
    let (address, code, words) = match browser.kind() {
        Kind::Chromium => ("chrome://version/", "unsupported_page", "a page of the browser or of"),
        Kind::Firefox => {
            ("about:license", "permission_needed", "no site but a page of the browser")
        }
    };
    let tab = opened(browser, address).await?;
    is_unavailable(browser, tab, code, words).await
}

async fn a_file_without_access_is_named(browser: &Browser) -> Result<()> {
    let file = root().join("tests/sites/plain/index.html");
    let tab = opened(browser, &format!("file://{}", file.display())).await?;
    is_unavailable(browser, tab, "permission_needed", "or a file").await
}

/// Opens an address in a new tab, of which the browser may tell the extension nothing. Says its id.
async fn opened(browser: &Browser, address: &str) -> Result<i64> {
    let extension = browser.extension().await?;
    let tabs = "chrome.tabs.query({}).then((tabs) => tabs.map((tab) => tab.id))";
    let before = extension.page().eval(tabs).await?;
    browser.open(address).await?;
    let now = extension.page().eval(tabs).await?;
    let (before, now) = (ids(&before), ids(&now));
    now.into_iter().find(|id| !before.contains(id)).context("no tab was opened")
}

fn ids(tabs: &Value) -> Vec<i64> {
    tabs.as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
}

async fn a_page_of_the_extension_is_named(browser: &Browser) -> Result<()> {
    let extension = browser.extension().await?;
    let tab = extension.page().eval("chrome.tabs.getCurrent().then((tab) => tab.id)").await?;
    is_unavailable(browser, tab.as_i64().unwrap_or_default(), "unsupported_page", "not a site")
        .await
}

async fn a_page_that_did_not_load_is_named(browser: &Browser) -> Result<()> {
    // Nobody listens on this port, which only the system may give away.
    let page = browser.open("about:blank").await?;
    ensure!(page.goto("http://localhost:81/").await.is_err(), "the page was loaded");
    let tab = browser.extension().await?.tab_of("http://localhost:81/").await?;
    is_unavailable(browser, tab, "unsupported_page", "did not load").await
}

async fn a_page_without_indexed_db_is_named(browser: &Browser) -> Result<()> {
    // Such a page has an origin of its own, which nothing can be stored under.
    let policy = Some("sandbox allow-scripts");
    let options = SiteOptions { content_security_policy: policy, ..SiteOptions::default() };
    let site = Site::serve_with("plain", options).await?;
    browser.open(&site.url()).await?;
    let tab = browser.extension().await?.tab_of(&site.url()).await?;
    is_unavailable(browser, tab, "no_indexed_db", "IndexedDB").await
}

/// Whether the popup says, for a tab, why it can do nothing.
async fn is_unavailable(browser: &Browser, tab: i64, code: &str, words: &str) -> Result<()> {
    let popup = browser.popup(tab).await?;
    let notice = "document.querySelector('#unavailable')";
    popup.page().wait_for(&format!("{notice} !== null")).await?;
    let found = popup.page().eval(&format!("{notice}.dataset.code")).await?;
    let text = popup.page().eval(&format!("{notice}.textContent")).await?;
    ensure!(found == code, "{found}: {text}");
    ensure!(text.as_str().is_some_and(|text| text.contains(words)), "{text}");
    for button in ["#backup", "#restore"] {
        let pressable = format!("document.querySelector('{button}')?.disabled === false");
        ensure!(popup.page().eval(&pressable).await? == false, "{button} can be pressed");
    }
    Ok(())
}
