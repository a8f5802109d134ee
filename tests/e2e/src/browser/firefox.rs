//! Firefox.

use std::path::Path;

use anyhow::Result;
use serde_json::json;
use thirtyfour::extensions::addons::firefox::FirefoxTools;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, DesiredCapabilities};

use super::{Options, downloads_in, text};
use crate::project::program;

/// The extension's id.
pub const ADD_ON: &str = "drydock@drydock.example";
const UUID: &str = "7d1c6a54-0f5f-4a49-8d0e-5f3d3c1f9b11";

/// Starts Firefox with the extension in it. Says also where the extension's pages are.
pub async fn start(
    address: &str,
    options: &Options,
    profile: &Path,
) -> Result<(WebDriver, String)> {
    let web = start_alone(address, options, profile).await?;
    let tools = FirefoxTools::new(web.handle().clone());
    tools.install_addon(text(&options.extension.canonicalize()?)?, Some(true)).await?;
    let root = format!("moz-extension://{UUID}/");
    Ok((web, root))
}

/// Starts Firefox, without the extension.
pub async fn start_alone(address: &str, options: &Options, profile: &Path) -> Result<WebDriver> {
    let mut preferences = json!({
        "extensions.webextensions.uuids": json!({ ADD_ON: UUID }).to_string(),
        // An add-on that is installed by hand gets what its manifest asks for.
        "extensions.originControls.grantByDefault": true,
        "datareporting.policy.dataSubmissionEnabled": false,
        "app.update.auto": false,
        // Processes and pages that are made beforehand take a second of work, and most tests end
        // before they are of use.
        "dom.ipc.processPrelaunch.enabled": false,
        "browser.newtab.preload": false,
        // Saves files into the folder of the next preference.
        "browser.download.folderList": 2,
        "browser.download.dir": text(&downloads_in(profile))?,
    });
    if let Some(preferences) = preferences.as_object_mut() {
        if !options.headed {
            // Nobody looks at the windows: pictures are drawn ten times a second, and what moves in
            // the browser's own bars stands still. It is a seventh of the whole work.
            preferences.insert("layout.frame_rate".to_owned(), json!(10));
            preferences.insert("ui.prefersReducedMotion".to_owned(), json!(1));
        }
        if let Some(quota) = options.quota {
            // In kibibytes, for all sites; one gets a fifth of it.
            let limit = json!(quota * 5 / 1024);
            preferences.insert("dom.quotaManager.temporaryStorage.fixedLimit".to_owned(), limit);
        }
        for (name, value) in &options.preferences {
            preferences.insert((*name).to_owned(), value.clone());
        }
    }
    let mut arguments = vec!["-profile".to_owned(), text(profile)?.to_owned()];
    if !options.headed {
        arguments.push("-headless".to_owned());
    }
    let mut capabilities: Capabilities = DesiredCapabilities::firefox().into();
    let firefox = json!({
        "binary": text(&program("DRYDOCK_FIREFOX", &["firefox-esr", "firefox"]))?,
        "args": arguments,
        "prefs": preferences,
    });
    capabilities.set("moz:firefoxOptions", firefox)?;
    Ok(WebDriver::builder(address, capabilities).request_timeout(super::LONGEST).await?)
}
