//! The pages.

mod manager;
mod popup;

pub use manager::manager;
pub use popup::popup;

/// What every page does first: it says its language and its title.
fn begin(page: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    document.set_title(&crate::i18n::text(match page {
        "manager" => "managerTitle",
        _ => "extensionName",
    }));
}
