//! Chromium.

use std::path::Path;

use anyhow::Result;
use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities};

use super::{Options, downloads_in, text};
use crate::project::program;

/// The extension's id follows from the `key` in its manifest.
const ROOT: &str = "chrome-extension://dcepjknecejhkpibkpcilhabkphbejnb/";

/// Starts Chromium. Says also where the extension's pages are.
pub async fn start(
    address: &str,
    options: &Options,
    profile: &Path,
) -> Result<(WebDriver, String)> {
    let mut capabilities = DesiredCapabilities::chrome();
    let preferences = json!({
        "download.default_directory": text(&downloads_in(profile))?,
        "download.prompt_for_download": false,
    });
    capabilities.add_experimental_option("prefs", preferences)?;
    capabilities.set_binary(text(&program("DRYDOCK_CHROMIUM", &["chromium"]))?)?;
    for argument in [
        // In a container it cannot have its own sandbox.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Without it the next is ignored by newer versions.
        "--disable-features=DisableLoadExtensionCommandLineSwitch",
        "--window-size=1100,900",
        &format!("--load-extension={}", text(&options.extension.canonicalize()?)?),
        &format!("--user-data-dir={}", text(profile)?),
    ] {
        capabilities.add_arg(argument)?;
    }
    if let Some(quota) = options.quota {
        // A site gets three quarters of what there is for all.
        let pool = quota / 3 * 4;
        capabilities
            .add_arg(&format!("--enable-features=StorageQuotaSettings:PoolSizeBytes/{pool}"))?;
    }
    for argument in &options.arguments {
        capabilities.add_arg(argument)?;
    }
    if !options.headed {
        capabilities.add_arg("--headless=new")?;
    }
    let web = WebDriver::builder(address, capabilities).request_timeout(super::LONGEST).await?;
    Ok((web, ROOT.to_owned()))
}
