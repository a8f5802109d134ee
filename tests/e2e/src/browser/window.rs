//! Running scripts in Firefox's own window.

use anyhow::{Context, Result, ensure};
use axum::http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

/// Where scripts run: `content`, in the page; `chrome`, in the browser's own window.
#[derive(Debug)]
struct SetContext(&'static str);

impl FormatRequestData for SetContext {
    fn format_request(&self, session_id: &SessionId) -> RequestData {
        RequestData::new(Method::POST, format!("/session/{session_id}/moz/context"))
            .add_body(json!({ "context": self.0 }))
    }
}

/// Runs the body of an asynchronous function, whose arguments are in `args`.
pub async fn run(web: &WebDriver, body: &str, args: Vec<Value>) -> Result<()> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const args = Array.prototype.slice.call(arguments, 0, -1);
         (async () => {{ {body} }})().then(() => done('done'), (error) => done(String(error)));"
    );
    web.handle().cmd(SetContext("chrome")).await?;
    let answer = web.execute_async(script, args).await;
    web.handle().cmd(SetContext("content")).await?;
    let answer = answer.context("the browser's window runs no script")?;
    ensure!(answer.json() == &json!("done"), "in the browser's window: {:?}", answer.json());
    Ok(())
}
