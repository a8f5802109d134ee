//! The tabs that a backup can be restored into.

use web_sys::Url;

/// A tab that shows a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The tab.
    pub tab: i32,
    /// The site's origin.
    pub origin: String,
    /// The page's title.
    pub title: Option<String>,
}

/// The open tabs of sites, as far as the extension may see them.
pub async fn open_sites() -> Vec<Target> {
    let tabs = webext::tabs::all().await.unwrap_or_default();
    let site = |tab: &webext::Tab| {
        let origin = origin_of(&tab.url()?)?;
        Some(Target {
            tab: tab.id()?,
            origin,
            title: tab.title().filter(|title| !title.is_empty()),
        })
    };
    tabs.iter().filter_map(site).collect()
}

/// The origin of a site's address; `None` for pages of the browser and of extensions.
pub fn origin_of(url: &str) -> Option<String> {
    let url = Url::new(url).ok()?;
    match url.protocol().as_str() {
        "http:" | "https:" => Some(url.origin()),
        "file:" => Some("file://".to_owned()),
        _ => None,
    }
}
