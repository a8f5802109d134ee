//! Makes the pictures in `docs/`, light and dark: the popup after a backup of the demo site, and the
//! page that migrates after a rehearsal.
//!
//! `cargo run -p drydock-e2e --bin screenshots`, with the test build in `dist-test`.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drydock_e2e::{Browser, Kind, Page, Popup, Site, root};
use serde_json::{Value, json};

const LONGEST: Duration = Duration::from_secs(120);

/// How many pixels a picture has for each of the page's.
const SCALE: f64 = 1.5;

#[tokio::main]
async fn main() -> Result<()> {
    let site = Site::serve("cities").await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill(25000)").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let popup = browser.popup(tab).await?;
    popup.page().element("#label").await?.send_keys("before the release").await?;
    popup.page().press("#backup").await?;
    let (state, text) = popup.outcome(LONGEST).await?;
    ensure!(state == "done", "{text}");
    pictures(&browser, popup.page(), "popup", 380, "body").await?;

    popup.page().press("#migrate").await?;
    let migrate = Popup::of(browser.opened_by_button(&extension, "migrate.html").await?);
    let file = tempfile::NamedTempFile::with_suffix(".json")?;
    std::fs::write(file.path(), format!("{:#}", plan()))?;
    let path = file.path().to_str().context("no path")?;
    migrate.page().element("#plan-file").await?.send_keys(path).await?;
    migrate.page().press("#count").await?;
    migrate.page().wait_for("document.querySelector('.counted') !== null").await?;
    migrate.page().press("#rehearse").await?;
    let (state, text) = migrate.outcome(LONGEST).await?;
    ensure!(state == "done", "{text}");
    migrate.page().press("tr.samples summary").await?;
    // The rest is more of the same.
    pictures(&browser, migrate.page(), "migrate", 1180, "tr.samples li:nth-child(2)").await?;
    browser.quit().await
}

/// Dexie counts versions in tens.
fn plan() -> Value {
    json!({
        "format": 1,
        "name": "Places as points",
        "migrations": [
            {"database": "cities", "from": 20, "version": 30, "id": "numbers",
             "description": "Latitudes and longitudes were texts.",
             "operations": [
                {"alter_field": {"store": "cities", "field": "lat", "type": "number"}},
                {"alter_field": {"store": "cities", "field": "lng", "type": "number"}},
            ]},
            {"database": "cities", "from": 30, "version": 40, "id": "points",
             "description": "One field holds both.",
             "operations": [
                {"merge_fields": {"store": "cities", "fields": ["lat", "lng"], "to": "location"}},
                {"rename_store": {"store": "countries", "to": "lands"}},
            ]},
        ],
    })
}

/// Writes `docs/<name>-light.png` and `-dark.png`: a page of this width, from its top to the end of
/// an element.
async fn pictures(
    browser: &Browser,
    page: &Page,
    name: &str,
    width: u32,
    until: &str,
) -> Result<()> {
    page.focus().await?;
    let cdp = browser.web().cdp();
    let size = |height: u64| json!({"width": width, "height": height, "deviceScaleFactor": SCALE, "mobile": false});
    cdp.send_raw("Emulation.setDeviceMetricsOverride", size(900)).await?;
    let end = format!(
        "Math.ceil(document.querySelector({until:?}).getBoundingClientRect().bottom + scrollY)"
    );
    let height = page.eval(&end).await?.as_u64().context("no height")?;
    cdp.send_raw("Emulation.setDeviceMetricsOverride", size(height)).await?;
    page.eval("scrollTo(0, 0)").await?;
    for scheme in ["light", "dark"] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        cdp.send_raw("Emulation.setEmulatedMedia", features).await?;
        let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
        let shot = json!({"format": "png", "clip": clip, "captureBeyondViewport": true});
        let shot = cdp.send_raw("Page.captureScreenshot", shot).await?;
        let data = shot.get("data").and_then(Value::as_str).context("no picture")?;
        let file = root().join(format!("docs/{name}-{scheme}.png"));
        std::fs::write(&file, STANDARD.decode(data)?)?;
        println!("{}", file.display());
    }
    cdp.send_raw("Emulation.clearDeviceMetricsOverride", json!({})).await?;
    Ok(())
}
