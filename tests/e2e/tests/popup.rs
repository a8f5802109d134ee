//! The popup and its buttons.

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Site, in_both_browsers, root};

in_both_browsers!(the_buttons_back_up_and_restore);

const LONGEST: Duration = Duration::from_secs(120);

async fn the_buttons_back_up_and_restore(browser: &Browser) -> Result<()> {
    let site = Site::serve("cities").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill(2000)").await?;
    let before = page.eval("site.hash()").await?;
    let tab = browser.extension().await?.tab_of(&site.url()).await?;

    let popup = browser.popup(tab).await?;
    popup.page().screenshot(&root().join("target/screenshots/x.png")).await?;
    popup.page().press("#backup").await?;
    let (state, text) = popup.outcome(LONGEST).await?;
    ensure!(state == "done", "{text}");
    let pictures = root().join("target/screenshots");
    popup.page().screenshot(&pictures.join(format!("popup-{:?}.png", browser.kind()))).await?;

    page.press("#clear").await?;
    page.wait_for("site.count().then((count) => count === 0)").await?;

    popup.page().press("#restore").await?;
    popup.page().press("#confirm-yes").await?;
    let (state, text) = popup.outcome(LONGEST).await?;
    ensure!(state == "done", "{text}");
    page.wait_for("typeof site === 'object'").await?;
    ensure!(page.eval("site.hash()").await? == before, "the site finds other data");
    popup.page().screenshot(&pictures.join(format!("restored-{:?}.png", browser.kind()))).await?;
    Ok(())
}
