//! Looking whether a site's code can open its databases after they got another version.

mod lookouts;
mod registration;

pub use lookouts::Lookouts;
