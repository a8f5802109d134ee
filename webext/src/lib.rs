//! Bindings to the WebExtensions APIs that `web-extensions-sys` lacks or gets wrong, in its
//! style: `chrome.*` with promises, which both browsers have in Manifest V3.
//!
//! Every call that can throw is `catch`.

pub mod downloads;
pub mod i18n;
pub mod permissions;
pub mod port;
pub mod runtime;
pub mod scripting;
pub mod tabs;

pub use web_extensions_sys::{EventTarget, Port, Tab};
