//! Each browser's manifest, from the one at the top of the project.
//!
//! Both browsers load a manifest that has both kinds of background script, but not without
//! warnings; each gets one with what it knows.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::Browser;
use crate::paths::root;

/// Writes a browser's manifest into its folder.
pub fn write(browser: Browser, test: bool, to: &Path) -> Result<()> {
    let source = fs::read_to_string(root().join("manifest.json"))?;
    let manifest: Map<String, Value> =
        serde_json::from_str(&source).context("manifest.json is not JSON")?;
    let text = serde_json::to_string_pretty(&derive(browser, test, manifest))?;
    fs::write(to.join("manifest.json"), format!("{text}\n"))?;
    Ok(())
}

fn derive(browser: Browser, test: bool, mut manifest: Map<String, Value>) -> Map<String, Value> {
    let (unknown, unknown_background, unknown_permission) = match browser {
        Browser::Chrome => (&["browser_specific_settings"][..], "scripts", None),
        // Firefox always has structured clone between its contexts.
        Browser::Firefox => (
            &["key", "minimum_chrome_version", "message_serialization"][..],
            "service_worker",
            Some("offscreen"),
        ),
    };
    for key in unknown {
        manifest.shift_remove(*key);
    }
    if let Some(Value::Object(background)) = manifest.get_mut("background") {
        background.shift_remove(unknown_background);
    }
    if let Some(Value::Array(permissions)) = manifest.get_mut("permissions") {
        permissions.retain(|permission| permission.as_str() != unknown_permission);
    }
    if test {
        manifest.insert("host_permissions".to_owned(), json!(["http://localhost/*"]));
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::derive;
    use crate::build::Browser;
    use serde_json::{Map, Value, json};

    fn source() -> Map<String, Value> {
        serde_json::from_str(include_str!("../../../manifest.json")).unwrap()
    }

    #[test]
    fn each_browser_gets_its_own_background() {
        let chrome = derive(Browser::Chrome, false, source());
        assert_eq!(
            chrome["background"],
            json!({"service_worker": "background.js", "type": "module"})
        );
        let firefox = derive(Browser::Firefox, false, source());
        assert_eq!(firefox["background"], json!({"scripts": ["background.js"], "type": "module"}));
        assert!(!firefox.contains_key("key"));
        assert!(!firefox["permissions"].as_array().unwrap().contains(&json!("offscreen")));
    }

    /// What a person is asked for, and what pages can see of the extension.
    #[test]
    fn each_browser_gets_exactly_these_rights() {
        let common = ["activeTab", "scripting", "storage", "unlimitedStorage", "downloads"];
        for browser in Browser::ALL {
            let manifest = derive(browser, false, source());
            let mut permissions = common.to_vec();
            if matches!(browser, Browser::Chrome) {
                permissions.push("offscreen");
            }
            assert_eq!(manifest["permissions"], json!(permissions));
            let hosts = json!(["http://*/*", "https://*/*", "file:///*"]);
            assert_eq!(manifest["optional_host_permissions"], hosts);
            let others = [
                "host_permissions",
                "optional_permissions",
                "content_scripts",
                "externally_connectable",
                "web_accessible_resources",
            ];
            for right in others {
                assert_eq!(manifest.get(right), None, "{right}");
            }
        }
    }

    #[test]
    fn only_a_test_build_may_work_on_localhost_from_the_start() {
        for browser in Browser::ALL {
            assert!(!derive(browser, false, source()).contains_key("host_permissions"));
            let granted = &derive(browser, true, source())["host_permissions"];
            assert_eq!(*granted, json!(["http://localhost/*"]));
        }
    }
}
