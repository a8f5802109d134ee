//! Trying a plan on a stored backup.

use drydock::messages::{Phase, Success};

use super::chosen::{chosen, names, program, read};
use super::trial::trial;
use crate::app::App;
use crate::failure::Outcome;
use crate::opfs::FileSource;
use crate::tasks::archives::{databases_of, open_verified};
use crate::tasks::restore::Contents;
use crate::tasks::run::run;

/// Tries a plan on a backup's databases, whatever the history says. Reports also where records
/// cannot be migrated: finding that out is what it is for.
pub async fn dry_run(app: &App, backup_id: &str, plan: &str) -> Outcome<Success> {
    let parsed = read(plan)?;
    let (entry, file) = app.backups.get(backup_id).await?;
    run(app, "dryRun", "", async |operation| {
        let bag = open_verified(FileSource::new(file), operation).await?;
        let contents = Contents::new(app, bag);
        let present = databases_of(contents.bag().backup());
        operation.enter(Phase::Trying, Some(entry.records), None);
        let mut reports = Vec::new();
        for name in names(&parsed.plan) {
            let there = present.iter().enumerate().find(|(_, database)| database.name == name);
            let Some((position, database)) = there else { continue };
            let migrations = chosen(&parsed, &name, database.version, &[])?;
            if migrations.is_empty() {
                continue;
            }
            let program = program(&parsed, database, &migrations)?;
            let trial = trial(&program, &contents, position, operation).await?;
            reports.push(trial.finished.report);
        }
        Ok(Success {
            backup_id: Some(backup_id.to_owned()),
            migrations: Some(reports),
            ..Success::default()
        })
    })
    .await
}
