//! The extension's pages, as scripts and people use them.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::{Page, until};

/// The longest that an operation may take.
const LONGEST: Duration = Duration::from_secs(120);

/// A page of the extension from which messages are sent.
pub struct Extension {
    root: String,
    page: Page,
}

impl Extension {
    pub(crate) fn new(root: String, page: Page) -> Self {
        Self { root, page }
    }

    /// The page.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The address of a file of the extension.
    pub fn address(&self, file: &str) -> String {
        format!("{}{file}", self.root)
    }

    /// Sends a message, and gives the answer, whatever it is.
    pub async fn ask(&self, request: Value) -> Result<Value> {
        self.page.run("return await chrome.runtime.sendMessage(args[0]);", vec![request]).await
    }

    /// Sends a message that must succeed.
    pub async fn request(&self, request: Value) -> Result<Value> {
        let answer = self.ask(request.clone()).await?;
        if answer.get("ok") != Some(&Value::Bool(true)) {
            bail!("{request} was answered by {answer}");
        }
        Ok(answer)
    }

    /// Sends a message that must fail, and gives the failure.
    pub async fn refused(&self, request: Value) -> Result<Value> {
        let answer = self.ask(request.clone()).await?;
        if answer.get("ok") != Some(&Value::Bool(false)) {
            bail!("{request} was accepted: {answer}");
        }
        Ok(answer.get("error").cloned().unwrap_or_default())
    }

    /// Sends a message and does not wait: [`answer`](Self::answer) gives what comes.
    pub async fn begin(&self, request: Value) -> Result<()> {
        let body = "window.answer = null; \
                    chrome.runtime.sendMessage(args[0]).then((answer) => (window.answer = answer), \
                    (error) => (window.answer = { ok: false, thrown: String(error) }));";
        self.page.run(body, vec![request]).await.map(drop)
    }

    /// Sends a request, and waits until the extension says that its operation enters a phase: of
    /// `writing`, until there are records written. To undo is an operation that restores. Fails
    /// where an answer comes before.
    pub async fn begin_reaching(&self, request: Value, phase: &str) -> Result<()> {
        self.begin_passing(request, &[phase]).await
    }

    /// As [`begin_reaching`](Self::begin_reaching), through several phases in their order: some
    /// operations enter one more than once.
    pub async fn begin_passing(&self, request: Value, phases: &[&str]) -> Result<()> {
        let body = "const [request, left] = args; \
                    window.answer = null; \
                    const port = chrome.runtime.connect({ name: 'progress' }); \
                    await new Promise((resolve, reject) => { \
                      port.onMessage.addListener(({ operations }) => { \
                        const at_work = request.kind === 'undo' ? 'restore' : request.kind; \
                        const own = operations.find(({ kind, result }) => kind === at_work && !result); \
                        if (own?.progress.phase === left[0] \
                            && (left[0] !== 'writing' || own.progress.records > 0)) left.shift(); \
                        if (left.length === 0) resolve(); \
                      }); \
                      const answered = (answer) => { \
                        window.answer = answer; \
                        reject(new Error(JSON.stringify(answer))); \
                      }; \
                      chrome.runtime.sendMessage(request).then(answered, \
                        (error) => answered({ ok: false, thrown: String(error) })); \
                    }); \
                    port.disconnect();";
        self.page.run(body, vec![request, json!(phases)]).await.map(drop)
    }

    /// The answer to what was begun.
    pub async fn answer(&self, longest: Duration) -> Result<Value> {
        until("the answer", longest, async || {
            let answer = self.page.eval("window.answer").await?;
            Ok((!answer.is_null()).then_some(answer))
        })
        .await
    }

    /// The stored backups, newest first.
    pub async fn backups(&self) -> Result<Vec<Value>> {
        let answer = self.request(json!({"kind": "backups"})).await?;
        answer.get("backups").and_then(Value::as_array).cloned().context("no backups")
    }

    /// How many files it keeps where its backups are.
    pub async fn stored_files(&self) -> Result<usize> {
        Ok(self.stored_names().await?.as_array().map_or(0, Vec::len))
    }

    /// The names of the files that it keeps where its backups are.
    pub async fn stored_names(&self) -> Result<Value> {
        let names = "const root = await navigator.storage.getDirectory(); \
                     const backups = await root.getDirectoryHandle('backups'); \
                     const names = []; \
                     for await (const name of backups.keys()) names.push(name); \
                     return names;";
        self.page().run(names, Vec::new()).await
    }

    /// Changes a byte in the middle of a stored backup; done twice, it is as it was.
    pub async fn damage(&self, backup_id: &Value) -> Result<()> {
        let body = "const root = await navigator.storage.getDirectory(); \
                    const backups = await root.getDirectoryHandle('backups'); \
                    const file = await backups.getFileHandle(`${args[0]}.zip`); \
                    const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer()); \
                    bytes[bytes.length >> 1] ^= 1; \
                    const writer = await file.createWritable(); \
                    await writer.write(bytes); \
                    await writer.close();";
        self.page.run(body, vec![backup_id.clone()]).await.map(drop)
    }

    /// The operations that run or ended last, the oldest first.
    pub async fn operations(&self) -> Result<Vec<Value>> {
        let state = self.request(json!({"kind": "state"})).await?;
        state.get("operations").and_then(Value::as_array).cloned().context("no operations")
    }

    /// Waits until an operation that runs is such, and gives it.
    pub async fn running(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> Result<Value> {
        until(what, Duration::from_secs(120), async || {
            let runs = |operation: &Value| operation.get("result").is_none_or(Value::is_null);
            let mut operations = self.operations().await?.into_iter();
            Ok(operations.find(|operation| runs(operation) && is_it(operation)))
        })
        .await
    }

    /// Cancels what runs.
    pub async fn cancel(&self) -> Result<()> {
        let running = self.running("something runs", |_| true).await?;
        let id = running.get("operationId");
        self.request(json!({"kind": "cancel", "operationId": id})).await.map(drop)
    }

    /// Waits until the last recovery has ended, and gives its result.
    pub async fn recovered(&self) -> Result<Value> {
        until("a recovery has ended", Duration::from_secs(120), async || {
            let mut operations = self.operations().await?.into_iter().rev();
            let found =
                operations.find(|operation| operation.get("kind") == Some(&json!("recover")));
            let result =
                found.and_then(|mut operation| operation.get_mut("result").map(Value::take));
            Ok(result.filter(|result| !result.is_null()))
        })
        .await
    }

    /// The id of the tab that shows an address.
    pub async fn tab_of(&self, url: &str) -> Result<i64> {
        let body = "const tabs = await chrome.tabs.query({}); \
                    return tabs.find((tab) => tab.url === args[0])?.id;";
        until(&format!("a tab shows {url}"), Duration::from_secs(30), async || {
            Ok(self.page.run(body, vec![json!(url)]).await?.as_i64())
        })
        .await
    }

    /// Waits until a tab shows a file of the extension, closes it, and gives its whole address.
    pub async fn close_tab_of(&self, file: &str) -> Result<String> {
        let body = "const tabs = await chrome.tabs.query({}); \
                    const tab = tabs.find((tab) => tab.url?.startsWith(args[0])); \
                    if (tab) await chrome.tabs.remove(tab.id); \
                    return tab?.url;";
        until(&format!("a tab shows {file}"), Duration::from_secs(30), async || {
            let url = self.page.run(body, vec![json!(self.address(file))]).await?;
            Ok(url.as_str().map(str::to_owned))
        })
        .await
    }

    /// Makes a File of bytes in base 64 and imports it. Gives the answer.
    pub async fn import(&self, base64: &str) -> Result<Value> {
        let body = "const bytes = await (await fetch(`data:;base64,${args[0]}`)).arrayBuffer().catch(() => null) \
                      ?? Uint8Array.from(atob(args[0]), (c) => c.charCodeAt(0)).buffer; \
                    const file = new File([bytes], 'backup.zip', { type: 'application/zip' }); \
                    return await chrome.runtime.sendMessage({ kind: 'import', file });";
        self.page.run(body, vec![json!(base64)]).await
    }

    /// A stored backup's archive, in base 64.
    pub async fn export(&self, backup_id: &str) -> Result<String> {
        let body = "const answer = await chrome.runtime.sendMessage({ kind: 'export', backupId: args[0] }); \
                    if (!answer.ok) throw new Error(JSON.stringify(answer)); \
                    const reader = new FileReader(); \
                    const read = new Promise((resolve, reject) => { \
                      reader.onload = resolve; reader.onerror = () => reject(reader.error); }); \
                    reader.readAsDataURL(answer.blob); await read; \
                    return reader.result.slice(reader.result.indexOf(',') + 1);";
        let text = self.page.run(body, vec![json!(backup_id)]).await?;
        text.as_str().map(str::to_owned).context("no archive came")
    }
}

/// The popup, opened in a tab of its own.
pub struct Popup {
    page: Page,
}

impl Popup {
    /// The popup in a page that shows it.
    pub fn of(page: Page) -> Self {
        Self { page }
    }

    /// The page.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Presses a button, and waits until the popup says that all went well. Gives what it says.
    pub async fn press_until_done(&self, button: &str) -> Result<String> {
        self.page.press(button).await?;
        let (state, text) = self.outcome(LONGEST).await?;
        ensure!(state == "done", "{button}: {state}: {text}");
        Ok(text)
    }

    /// Waits until the popup says how a recovery ended: what was interrupted is undone, or finished.
    pub async fn says_recovered(&self, is_undone: bool) -> Result<()> {
        let (state, text) = self.outcome(LONGEST).await?;
        let said = if is_undone { "undone" } else { "finished" };
        ensure!(state == "done" && text.contains(said), "not {said}: {state}: {text}");
        Ok(())
    }

    /// Waits until the popup says how an operation ended: `done` or `failed`, and what.
    pub async fn outcome(&self, longest: Duration) -> Result<(String, String)> {
        until("the popup says how it ended", longest, async || {
            let status = self
                .page
                .eval(
                    "(() => { const status = document.querySelector('#status'); \
                     return status && [status.dataset.state, status.textContent]; })()",
                )
                .await?;
            let part =
                |at: usize| status.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
            let ended = matches!(part(0).as_str(), "done" | "failed");
            Ok(ended.then(|| (part(0), part(1))))
        })
        .await
    }
}
