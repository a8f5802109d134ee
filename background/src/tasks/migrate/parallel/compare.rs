//! Comparing what was made beside a database with what the migration makes of its backup.

use drydock::messages::{ErrorCode, Failure, Location, Phase};
use drydock::migration::Fingerprint;

use super::states::Running;
use crate::agent::{Reading, connect};
use crate::failure::Outcome;
use crate::tasks::migrate::trial::{accept, trial};
use crate::tasks::migrate::verify::add;

impl Running<'_> {
    /// Tries the migration on the whole of the last backup, and reads the new form back: both must
    /// come to the same records. One that does not is made anew by the next `resume`.
    pub async fn compare(&mut self) -> Outcome<()> {
        let Some(baseline) = self.parallel.baseline.clone() else { return Ok(()) };
        let opened = self.open(&baseline).await?;
        let program = self.program(&opened.database)?;
        let operation = self.operation;
        let records = opened.database.stores.iter().map(|store| store.records).sum();
        operation.enter(Phase::Trying, Some(records), None);
        let trial = trial(&program, &opened.contents, opened.position, operation).await?;
        // Records that collide only with each other are found here.
        accept(&trial)?;
        operation.enter(Phase::Checking, Some(records), None);
        let remade = program.remade_stores();
        let expected = |at: usize| {
            remade.get(at).and_then(|store| trial.unadded.get(*store).copied()).flatten()
        };
        let mut session = connect(self.chain.page, operation).await?;
        let mut reading = Reading::begin(&mut session, &self.beside(), None).await?;
        let mut found = Vec::new();
        let mut fingerprint = Fingerprint::default();
        let mut base = 0;
        while let Some(batch) = reading.next().await? {
            add(&mut fingerprint, &batch, base, operation).await?;
            base += batch.attachments.len() as u64;
            operation.advance(batch.records, batch.bytes.len() as u64);
            if batch.last {
                base = 0;
                found.push(std::mem::take(&mut fingerprint));
            }
        }
        let is_right = found.len() == remade.len()
            && found.iter().enumerate().all(|(at, found)| expected(at) == Some(*found));
        if is_right {
            return Ok(());
        }
        drop(opened);
        self.spoil().await?;
        Err(Failure::new(
            ErrorCode::CheckFailed,
            "What was made beside the database is not what the migration makes of it.",
        )
        .then("`resume` makes it anew. Please report this as a bug.")
        .at(Location::database(self.state.database.to_string_lossy())))
    }
}
