//! What is written down of a lazy migration while its records are upgraded.

use drydock::migration::{Course, Lazy, MigrationOutcome, MigrationReport, Program, Run, UnderWay};

use crate::app::App;
use crate::failure::Outcome;
use crate::operations::milliseconds;
use crate::tasks::backup::fresh_id;
use crate::tasks::migrate::quarantine::forget_quarantined;
use crate::tasks::restore::Contents;

/// How often it is written down how much is done, in milliseconds: a worker that is ended forgets
/// what it did since.
const EVERY: f64 = 5_000.0;

/// A lazy migration under way.
pub struct Record<'a> {
    /// The worker's parts.
    pub app: &'a App,
    /// What does not change about it.
    pub state: UnderWay,
    /// How far it is.
    pub lazy: Lazy,
    /// What was done by the passes that are over.
    before: MigrationReport,
    written: f64,
}

impl<'a> Record<'a> {
    /// Goes on with what is written down. An archive that was not finished goes: the database has
    /// all that it held.
    pub async fn go_on(
        app: &'a App,
        (state, lazy): (&UnderWay, &Lazy),
        program: &Program,
    ) -> Outcome<Self> {
        let (state, mut lazy) = (state.clone(), lazy.clone());
        let before = match &lazy.upgraded {
            Some(upgraded) => (**upgraded).clone(),
            // What the schema's change did is in it.
            None => Run::new(program).report().clone(),
        };
        let before = MigrationReport { outcome: MigrationOutcome::UnderWay, ..before };
        lazy.upgraded = Some(Box::new(before.clone()));
        let mut record = Self { app, state, lazy, before, written: milliseconds() };
        record.drop_announced().await?;
        Ok(record)
    }

    /// Writes it down.
    async fn write(&mut self) -> Outcome<()> {
        self.written = milliseconds();
        let course = Course::Lazy(self.lazy.clone());
        self.app.under_way.write(&UnderWay { course, ..self.state.clone() }).await
    }

    /// The archive of the records that are to be removed next, verified when it was written.
    pub async fn removing(&self) -> Outcome<Option<Contents>> {
        let Some(id) = &self.lazy.quarantine.removing else { return Ok(None) };
        Contents::taken(self.app, id).await.map(Some)
    }

    /// Announces an archive: it is found, whatever happens.
    pub async fn announce(&mut self) -> Outcome<String> {
        let id = fresh_id(&self.state.origin);
        self.lazy.quarantine.announced = Some(id.clone());
        self.write().await?;
        Ok(id)
    }

    /// Deletes what was announced, whole or not: nothing that it holds was removed.
    pub async fn drop_announced(&mut self) -> Outcome<()> {
        let Some(id) = self.lazy.quarantine.announced.take() else { return Ok(()) };
        forget_quarantined(self.app, Some(&id)).await?;
        self.write().await
    }

    /// What a pass has done so far. It is written down now and then.
    pub async fn so_far(&mut self, pass: &MigrationReport) -> Outcome<()> {
        self.lazy.upgraded = Some(Box::new(self.before.clone().followed_by(pass)));
        if milliseconds() - self.written < EVERY {
            return Ok(());
        }
        self.write().await
    }

    /// A pass is over, with `removed` taken out. What it has archived is removed in the next.
    pub async fn passed(
        &mut self,
        pass: &MigrationReport,
        removed: MigrationReport,
    ) -> Outcome<()> {
        self.before = std::mem::take(&mut self.before).followed_by(pass);
        self.lazy.upgraded = Some(Box::new(self.before.clone()));
        let before = self.lazy.quarantine.report.take();
        let removed = before.map_or(removed.clone(), |before| before.and(removed));
        self.lazy.quarantine.passed(removed);
        self.write().await
    }

    /// A pass ended before its time, and did so much.
    pub async fn stopped(&mut self, pass: &MigrationReport) -> Outcome<()> {
        self.lazy.upgraded = Some(Box::new(self.before.clone().followed_by(pass)));
        self.drop_announced().await?;
        self.write().await
    }

    /// All that was done.
    pub fn report(&self) -> MigrationReport {
        self.lazy.quarantine.reported(self.lazy.upgraded.as_deref().cloned().unwrap_or_default())
    }
}
