//! A tab that shows a page.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use thirtyfour::WindowHandle;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use crate::until;

/// A tab of a browser.
#[derive(Clone)]
pub struct Page {
    web: WebDriver,
    tab: WindowHandle,
}

impl Page {
    pub(crate) fn new(web: WebDriver, tab: WindowHandle) -> Self {
        Self { web, tab }
    }

    /// Brings the tab to the front, so that commands reach it.
    pub async fn focus(&self) -> Result<&WebDriver> {
        self.web.switch_to_window(self.tab.clone()).await?;
        Ok(&self.web)
    }

    /// Goes to an address.
    pub async fn goto(&self, url: &str) -> Result<()> {
        self.focus().await?.goto(url).await?;
        Ok(())
    }

    /// The address.
    pub async fn url(&self) -> Result<String> {
        Ok(self.focus().await?.current_url().await?.to_string())
    }

    /// Closes the tab.
    pub async fn close(&self) -> Result<()> {
        let web = self.focus().await?;
        web.close_window().await?;
        // Commands need a tab to go to.
        if let Some(other) = web.windows().await?.into_iter().next() {
            web.switch_to_window(other).await?;
        }
        Ok(())
    }

    /// The result of an asynchronous JavaScript function's body; its arguments are in `args`.
    pub async fn run(&self, body: &str, args: Vec<Value>) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const args = Array.prototype.slice.call(arguments, 0, -1);
             (async () => {{ {body} }})().then(
               (value) => done({{ value: value === undefined ? null : value }}),
               (error) => done({{ error: `${{error}} ${{error?.stack ?? ''}}` }}),
             );"
        );
        let answer = self
            .focus()
            .await?
            .execute_async(script, args.clone())
            .await
            .with_context(|| shorten(&format!("{body} {args:?}")))?;
        let answer = answer.json();
        match answer.get("error").and_then(Value::as_str) {
            Some(error) => bail!("in the page: {error}"),
            None => Ok(answer.get("value").cloned().unwrap_or_default()),
        }
    }

    /// The result of an expression, which may be a promise.
    pub async fn eval(&self, expression: &str) -> Result<Value> {
        self.run(&format!("return await ({expression});"), Vec::new()).await
    }

    /// Waits until an expression is true; while the page loads, it may fail.
    pub async fn wait_for(&self, expression: &str) -> Result<()> {
        let found = until(expression, Duration::from_secs(90), async || {
            Ok(self.eval(expression).await.ok().filter(|value| *value == Value::Bool(true)))
        })
        .await;
        found.map(drop)
    }

    /// Waits until the scripts of a site run, of those in `tests/sites`: it is in no dry dock.
    pub async fn site_runs(&self) -> Result<()> {
        self.wait_for("typeof site === 'object'").await
    }

    /// Whether it is in dry dock: none of the site's scripts ran.
    pub async fn is_docked(&self) -> Result<bool> {
        let is = "document.title.includes('dry dock') && typeof site === 'undefined'";
        Ok(self.eval(is).await? == Value::Bool(true))
    }

    /// An element; waits until it is there.
    pub async fn element(&self, selector: &str) -> Result<WebElement> {
        let web = self.focus().await?;
        until(&format!("{selector} is there"), Duration::from_secs(30), async || {
            Ok(web.find(By::Css(selector)).await.ok())
        })
        .await
    }

    /// Presses a button as a person does: waits until it is there and may be pressed, and brings it
    /// to where nothing lies over it.
    pub async fn press(&self, selector: &str) -> Result<()> {
        let may_be_pressed = format!(
            "(() => {{ const button = document.querySelector({selector:?}); \
             button?.scrollIntoView({{ block: 'center' }}); \
             return !!button && !button.disabled && button.checkVisibility(); }})()"
        );
        until(&format!("{selector} is pressed"), Duration::from_secs(30), async || {
            self.wait_for(&may_be_pressed).await?;
            match self.element(selector).await?.click().await {
                Ok(()) => Ok(Some(())),
                // It was made anew after it was found, and not pressed: a person would not notice.
                Err(error) if is_stale(&error) => Ok(None),
                Err(error) => Err(anyhow!("{selector}: {error}")),
            }
        })
        .await
    }

    /// Writes a picture of the page.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        self.focus().await?.screenshot(file).await?;
        Ok(())
    }
}

fn is_stale(error: &WebDriverError) -> bool {
    matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_))
}

/// The beginning of a text that may hold a whole archive.
fn shorten(text: &str) -> String {
    text.chars().take(400).collect()
}
