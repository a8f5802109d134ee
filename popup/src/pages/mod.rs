//! The pages.

mod manager;
mod migrate;
mod popup;

pub use manager::manager;
pub use migrate::migrate;
pub use popup::popup;

/// What every page does first: it sees to it that a bug shows in the console, and says its title.
fn begin(page: &str) {
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    document.set_title(&crate::i18n::text(match page {
        "manager" => "managerTitle",
        "migrate" => "migrateTitle",
        _ => "extensionName",
    }));
}
