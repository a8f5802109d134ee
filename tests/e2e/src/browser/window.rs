//! Running scripts in Firefox's own window.

use anyhow::{Context, Result};
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

/// Runs the body of an asynchronous function, whose arguments are in `args`, and gives what it gives.
pub async fn run(web: &WebDriver, body: &str, args: Vec<Value>) -> Result<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const args = Array.prototype.slice.call(arguments, 0, -1);
         (async () => {{ {body} }})().then(
           (value) => done({{ value: value ?? null }}),
           (error) => done({{ error: String(error) }}),
         );"
    );
    web.handle().cmd(SetContext("chrome")).await?;
    let answer = web.execute_async(script, args).await;
    web.handle().cmd(SetContext("content")).await?;
    let answer = answer.context("the browser's window runs no script")?;
    let value = answer.json().get("value");
    value.cloned().with_context(|| format!("in the browser's window: {}", answer.json()))
}
