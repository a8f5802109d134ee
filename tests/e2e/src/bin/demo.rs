//! The demo: a staging site that stores real data is backed up, cleared and restored, by the
//! extension's own buttons, and counts its records itself before and after.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Parser, ValueEnum};
use drydock_e2e::browser::Options;
use drydock_e2e::{Browser, Kind, Page, Popup, Site};
use serde_json::json;

/// How many of the cities are stored, without `--all`.
const SOME: u64 = 25_000;

/// How long one operation may take.
const LONGEST: Duration = Duration::from_secs(900);

/// How often to look whether the windows are closed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, ValueEnum)]
enum BrowserName {
    Chromium,
    Firefox,
}

#[derive(Parser)]
struct Arguments {
    /// Which browser
    #[arg(long, default_value = "chromium")]
    browser: BrowserName,
    /// Store all 171,075 cities
    #[arg(long)]
    all: bool,
    /// Show the windows, and leave them open
    #[arg(long)]
    headed: bool,
    /// The extension's folder
    #[arg(long)]
    extension: PathBuf,
    /// Where the backup's zip file goes
    #[arg(long)]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match demo(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn demo(arguments: Arguments) -> Result<()> {
    let kind = match arguments.browser {
        BrowserName::Chromium => Kind::Chromium,
        BrowserName::Firefox => Kind::Firefox,
    };
    let site = Site::serve("cities").await?;
    println!("a staging site is served at {}", site.url());
    let browser = Browser::start_with(Options {
        extension: arguments.extension,
        headed: arguments.headed,
        ..Options::new(kind)
    })
    .await?;
    let page = browser.open(&site.url()).await?;
    let count = if arguments.all { String::new() } else { SOME.to_string() };
    page.eval(&format!("site.fill({count})")).await?;
    let before = state(&page).await?;
    println!("the site stores  {before}");

    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    if arguments.headed {
        // Among the windows that the person gets.
        extension.page().goto(&extension.address("manager.html")).await?;
    }
    let popup = browser.popup(tab).await?;
    let begun = Instant::now();
    popup.page().press("#backup").await?;
    succeed(&popup).await?;
    println!("backed up in     {:.1} s", begun.elapsed().as_secs_f64());

    page.press("#clear").await?;
    page.wait_for("site.count().then((count) => count === 0)").await?;
    println!("cleared, it has  {}", state(&page).await?);

    let begun = Instant::now();
    popup.page().press("#restore").await?;
    popup.page().press("#confirm-yes").await?;
    succeed(&popup).await?;
    println!("restored in      {:.1} s", begun.elapsed().as_secs_f64());
    page.wait_for("typeof site === 'object'").await?;
    let after = state(&page).await?;
    println!("the site finds   {after}");
    ensure!(before == after, "that is not what it stored");

    let backups = extension.request(json!({"kind": "backups"})).await?;
    let saved = backups
        .get("backups")
        .and_then(|backups| backups.as_array())
        .and_then(|backups| {
            backups.iter().find(|backup| backup.get("safety") == Some(&json!(false)))
        })
        .and_then(|backup| backup.get("id")?.as_str())
        .context("the backup is not listed")?;
    let archive = STANDARD.decode(extension.export(saved).await?)?;
    tokio::fs::create_dir_all(&arguments.out).await?;
    let file = arguments.out.join(format!("{saved}.zip"));
    tokio::fs::write(&file, &archive).await?;
    println!("the backup is    {} ({} bytes)", file.display(), archive.len());
    if arguments.headed {
        println!("the windows are yours: close them, or press Enter here, to end");
        tokio::select! {
            () = closed(&browser) => return Ok(()),
            () = entered() => {}
        }
    }
    browser.quit().await
}

/// Waits until the person has closed the last window.
async fn closed(browser: &Browser) {
    while browser.web().windows().await.is_ok_and(|windows| !windows.is_empty()) {
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Waits for Enter; for ever, where nobody can press it. A thread of its own reads, since one of the
/// runtime's would have to end before the program can.
async fn entered() {
    let (pressed, waits) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        if std::io::stdin().read_line(&mut String::new()).is_ok_and(|bytes| bytes > 0) {
            let _ = pressed.send(());
        }
    });
    if waits.await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What the site's own code counts and hashes.
async fn state(page: &Page) -> Result<String> {
    let count = page.eval("site.count()").await?;
    let hash = page.eval("site.hash()").await?;
    Ok(format!("{count} cities, {}", hash.as_str().unwrap_or_default()))
}

/// Waits for an operation's end, which must be a success.
async fn succeed(popup: &Popup) -> Result<()> {
    let (state, text) = popup.outcome(LONGEST).await?;
    if state != "done" {
        bail!("{text}");
    }
    Ok(())
}
