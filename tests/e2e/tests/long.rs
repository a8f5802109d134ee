//! An operation that lasts longer than five minutes, after which Chromium may end a worker that
//! still works on one event.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value gives null where there is nothing"
)]

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Site, in_both_browsers, until};
use serde_json::json;

in_both_browsers!(an_operation_of_six_minutes_is_answered);

const SIX_MINUTES: Duration = Duration::from_secs(6 * 60);

async fn an_operation_of_six_minutes_is_answered(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    page.eval("site.occupy()").await?;
    let begun = Instant::now();
    extension.begin(json!({"kind": "backup", "tabId": tab, "label": "long"})).await?;
    // What is awaited is the passing of time itself, and that nothing comes of it before.
    until("six minutes have passed", SIX_MINUTES * 2, async || {
        let answer = extension.page().eval("window.answer").await?;
        ensure!(answer.is_null(), "it did not wait: {answer}");
        Ok((begun.elapsed() > SIX_MINUTES).then_some(()))
    })
    .await?;
    page.eval("site.release()").await?;
    let answer = extension.answer(Duration::from_secs(60)).await?;
    ensure!(answer["ok"] == true && answer["backup"]["label"] == "long", "{answer}");
    Ok(())
}
