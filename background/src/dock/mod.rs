//! Dry dock: an origin whose pages run none of the site's scripts, so that nothing of the site
//! holds a connection to its databases.

mod docks;
mod origin;
mod registration;
mod tabs;

pub use docks::Docks;
pub use origin::{origin_of, permission_pattern};
pub use registration::pattern as script_pattern;
pub use tabs::{has_loaded, showing, try_to_enter};
