//! Taking backups.

mod attachments;
mod bag_file;
mod identity;
mod keys;
mod places;
mod read;
mod take;

use drydock::messages::{DatabaseChoice, Success};

pub use attachments::digest_of;
pub use bag_file::BagFile;
pub use identity::browser;
pub use keys::{export as export_key, import as import_key};
pub use places::Places;
pub use read::{Collected, carry_all};
pub use take::{Content, Order, Selection, fresh_id, seal, take, take_as};

use crate::agent::page_of;
use crate::app::App;
use crate::failure::Outcome;
use crate::tasks::restore::require_nothing_left;
use crate::tasks::run::run;

/// Backs up the chosen databases of a tab's origin; all of them where nothing was chosen.
pub async fn backup(
    app: &App,
    tab: i32,
    databases: Option<Vec<DatabaseChoice>>,
    label: Option<String>,
    allow_loss: bool,
) -> Outcome<Success> {
    let page = page_of(tab).await?;
    // What is half restored would look like a backup as good as any.
    require_nothing_left(app, &page.origin).await?;
    run(app, "backup", &page.origin, async |operation| {
        let order =
            Order { selection: Selection::Chosen(databases), label, allow_loss, safety: false };
        let taken = take(app, &page, operation, order).await?;
        Ok(Success {
            origin: Some(page.origin.clone()),
            backup_id: Some(taken.entry.id.clone()),
            backup: Some(taken.entry),
            lost: (!taken.lost.is_empty()).then_some(taken.lost),
            ..Success::default()
        })
    })
    .await
}
