//! What the page's own address says, and the addresses of the other pages.

use web_sys::UrlSearchParams;

/// What a page was opened for.
#[derive(Clone, Debug, Default)]
pub struct Address {
    /// The tab whose site it works on.
    pub tab: Option<i32>,
    /// The origin that the tab showed, as far as the page that opened this one knew.
    pub origin: Option<String>,
    /// A backup that is to be saved as a file.
    pub save: Option<String>,
    /// Whether a file is to be restored.
    pub restore_file: bool,
}

impl Address {
    /// The address of this page.
    pub fn here() -> Self {
        let query = web_sys::window()
            .and_then(|window| window.location().search().ok())
            .and_then(|search| UrlSearchParams::new_with_str(&search).ok());
        let Some(query) = query else {
            return Self::default();
        };
        Self {
            tab: query.get("tab").and_then(|tab| tab.parse().ok()),
            origin: query.get("origin").filter(|origin| crate::model::pattern(origin).is_some()),
            save: query.get("save"),
            restore_file: query.has("restore-file"),
        }
    }

    /// The address of a page that is opened for the same.
    pub fn of(&self, page: &str) -> String {
        let Ok(query) = UrlSearchParams::new() else {
            return page.to_owned();
        };
        if let Some(tab) = self.tab {
            query.append("tab", &tab.to_string());
        }
        if let Some(origin) = &self.origin {
            query.append("origin", origin);
        }
        if let Some(save) = &self.save {
            query.append("save", save);
        }
        if self.restore_file {
            query.append("restore-file", "");
        }
        format!("{page}?{}", String::from(query.to_string()))
    }
}

/// The manager.
pub const MANAGER: &str = "manager.html";

/// The page that migrates.
pub const MIGRATE: &str = "migrate.html";

/// Opens a page in a tab of its own.
pub fn open(page: &'static str, address: Address) {
    wasm_bindgen_futures::spawn_local(async move {
        let opened = match webext::runtime::url(&address.of(page)) {
            Ok(url) => webext::tabs::show(&url).await.map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = opened {
            web_sys::console::error_1(&error);
        }
    });
}
