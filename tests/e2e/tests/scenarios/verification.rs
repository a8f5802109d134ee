//! Verifying what is stored, which takes as long as reading it does.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Site, in_both_browsers};
use serde_json::json;

in_both_browsers!(a_verification_that_is_cancelled_stops_halfway);

async fn a_verification_that_is_cancelled_stops_halfway(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fillBlobs(16, 4000000)").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    let id = backup["backupId"].as_str().context("no backup")?;

    // Cancelled as soon as it is seen; then its last state is waited for.
    let cancel = "const port = chrome.runtime.connect({ name: 'progress' }); \
                  const ended = new Promise((resolve) => { \
                    let cancelled = false; \
                    port.onMessage.addListener(({ operations }) => { \
                      const own = operations.find(({ kind }) => kind === 'verify'); \
                      if (own?.result) resolve(own); \
                      else if (own?.progress.phase === 'verifying' && !cancelled) { \
                        cancelled = true; \
                        chrome.runtime.sendMessage({ kind: 'cancel', operationId: own.operationId }); \
                      } \
                    }); \
                  }); \
                  const answer = await chrome.runtime.sendMessage({ kind: 'verify', backupId: args[0] }); \
                  return [answer, await ended];";
    let ended = extension.page().run(cancel, vec![json!(id)]).await?;
    let (answer, progress) = (&ended[0], &ended[1]["progress"]);
    ensure!(answer["error"]["code"] == "cancelled", "{answer}");
    ensure!(answer["error"]["message"] == "Cancelled. Nothing was changed.", "{answer}");
    let [bytes, total] = ["bytes", "totalBytes"].map(|field| progress[field].as_u64());
    ensure!(total > Some(64_000_000), "{progress}");
    ensure!(bytes < total, "it was read to its end: {progress}");

    extension.request(json!({"kind": "verify", "backupId": id})).await?;
    Ok(())
}
