//! Drives the built extension in real Chromium and real Firefox, against sites on this machine.

pub mod altered;
pub mod browser;
mod extension;
mod migrating;
mod opened;
mod page;
mod project;
mod run;
mod site;
mod wait;

pub use browser::{Browser, Kind};
pub use extension::{Extension, Popup};
pub use migrating::{MARKUP, Migrating, plan_of, shop_plan};
pub use opened::Opened;
pub use page::Page;
pub use project::{dist, npm, root};
pub use run::{Profile, run, run_in_profile, run_with};
pub use site::{Site, SiteOptions};
pub use wait::until;
