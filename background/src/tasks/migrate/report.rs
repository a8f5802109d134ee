//! The reports that are kept beside the backups that migrations take.

use drydock::messages::{ErrorCode, Failure, StoredReport, Success};

use crate::app::App;
use crate::failure::{Outcome, storing};

/// Writes a report, whole or not at all.
pub async fn keep(app: &App, stored: &StoredReport) -> Outcome<()> {
    let text = serde_json::to_string(stored).map_err(|error| storing(&error.to_string().into()))?;
    app.backups.write_report(&stored.backup_id, &text).await
}

/// The report that is kept beside a backup; none where no migration took it.
pub async fn kept(app: &App, backup_id: &str) -> Outcome<Option<StoredReport>> {
    let text = app.backups.report(backup_id).await?;
    // A file that was created and never closed is empty.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Answers with the report that is kept beside a backup.
pub async fn report(app: &App, backup_id: &str) -> Outcome<Success> {
    let (entry, _) = app.backups.get(backup_id).await?;
    let report = kept(app, backup_id).await?.ok_or_else(|| {
        Failure::new(ErrorCode::NoSuchReport, format!("There is no report for backup {backup_id}."))
    })?;
    Ok(Success {
        origin: Some(entry.origin),
        backup_id: Some(backup_id.to_owned()),
        migration_report: Some(report),
        ..Success::default()
    })
}
