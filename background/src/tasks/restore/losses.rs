//! Naming the values of a backup that cannot be brought back here, before anything is touched.

use drydock::archive::PayloadPath;
use drydock::messages::{ErrorCode, Failure, Location};
use drydock::restore::{RestorePlan, Source};

use super::Contents;
use crate::failure::{Outcome, archive, damaged_records};
use crate::tasks::backup::Places;

/// The values that a plan would put back as `null`.
///
/// # Errors
///
/// When the archive or the vault cannot be read.
pub async fn losses(plan: &RestorePlan, backup: &Contents) -> Outcome<Vec<Location>> {
    let mut places = Vec::new();
    let sources = plan.databases.iter().flat_map(|database| {
        let name = &database.target.name;
        database.target.stores.iter().zip(&database.sources).map(move |pair| (name, pair))
    });
    for (database, (store, source)) in sources {
        let Source::Backup { database: at, store: store_at } = *source else { continue };
        let path = drydock::archive::StorePath::of_index(at, store_at);
        let missing = backup.missing(path).await?;
        if missing.iter().all(Option::is_none) {
            continue;
        }
        let mut payload = backup
            .bag()
            .payload(&PayloadPath::Store(path))
            .await
            .map_err(|error| archive(&error))?;
        let mut found = Places::new(database, &store.name, 0, |ordinal| {
            usize::try_from(ordinal).ok().and_then(|at| missing.get(at).cloned()).flatten()
        });
        // A store may be larger than memory: only the record that is looked at is kept.
        while let Some(chunk) = payload.next_chunk().await.map_err(|error| archive(&error))? {
            let in_chunk = found.push(&chunk);
            places.extend(in_chunk.map_err(|error| damaged_records(path, error.to_string()))?);
        }
    }
    Ok(places)
}

/// Fails where values are lost that may not be.
pub fn accept(losses: &[Location], allow_loss: bool) -> Outcome<()> {
    if losses.is_empty() || allow_loss {
        return Ok(());
    }
    let count = losses.len();
    Err(Failure::new(
        ErrorCode::NotRestorable,
        format!("{count} values of the backup cannot be brought back in this browser. Nothing was changed."),
    )
    .at_all(losses.to_vec()))
}
