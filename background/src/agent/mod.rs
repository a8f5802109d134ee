//! The agent in the page: getting it there, and talking with it.

mod connect;
mod migrate;
mod page;
mod read;
mod replace;
mod session;
mod switch;
mod upgrade;

pub use connect::connect;
pub use migrate::Migrating;
pub use page::{Page, page_of};
pub use read::{Attached, Batch, Reading, release};
pub use replace::{Replacing, Sealing, delete, reclaim, wait_until_alone};
pub use session::{Session, malformed, unexpected};
pub use switch::{Arriving, Switching};
pub use upgrade::Portion;
