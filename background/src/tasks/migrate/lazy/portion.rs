//! What is done with a few records in one transaction.

use std::collections::BTreeSet;

use drydock::migration::{MigrationReport, Run, Write};
use drydock::value::{DecodeError, RecordSplitter, decode_record_key, rewrite_attachments};

use super::collecting::{Collecting, Found};
use super::live::Live;
use super::pass::{Pass, Upgrade};
use super::removing::Removing;
use crate::agent::{Batch, Portion, Session, malformed};
use crate::failure::Outcome;
use crate::operations::milliseconds;
use crate::tasks::migrate::pump::{Pending, take};

/// What becomes of a few records.
#[derive(Default)]
pub struct Becoming {
    /// What was done, or would be.
    pub report: MigrationReport,
    /// How many were not of the version.
    pub old: u64,
    pending: Pending,
    /// Those to be quarantined, by their positions.
    invalid: BTreeSet<usize>,
}

/// What was done in one transaction.
pub struct Done {
    /// The records.
    pub batch: Batch,
    /// What becomes of them, but for those to be quarantined.
    pub becoming: Becoming,
    /// Of those that were removed.
    pub removed: MigrationReport,
    /// The positions of those that are to be, and that the archive does not have.
    pub found: BTreeSet<usize>,
    /// How long the site's writes were held up by it, in milliseconds, without the reading, which
    /// the agent limits. The time that it waited for those of the site is not part of it.
    pub held: f64,
}

impl<'p> Pass<'p> {
    /// One transaction in which nothing is written.
    pub async fn look(
        &self,
        portion: &Portion<'_>,
        route: usize,
        session: &mut Session,
    ) -> Outcome<Done> {
        let batch = portion.read(session).await?;
        let becoming = self.become_what(&batch, route, |_| true)?;
        let (removed, found) = (MigrationReport::default(), BTreeSet::new());
        Ok(Done { batch, becoming, removed, found, held: 0.0 })
    }

    /// One transaction: records that are old are upgraded, and those that are invalid removed, if
    /// they are in the archive as they are.
    pub async fn upgrade(
        &self,
        portion: &Portion<'_>,
        route: usize,
        removing: Option<&mut Removing<'_>>,
        session: &mut Session,
    ) -> Outcome<Done> {
        let (batch, mut upgrading) = portion.hold(session).await?;
        let begun = milliseconds();
        let mut becoming = self.become_what(&batch, route, |_| true)?;
        let invalid = std::mem::take(&mut becoming.invalid);
        let kept = match removing {
            Some(removing) => self.kept(&batch, &invalid, removing).await?,
            None => BTreeSet::new(),
        };
        let mut leaving = Becoming::default();
        if !invalid.is_empty() {
            leaving = self.become_what(&batch, route, |at| kept.contains(&at))?;
            // Counted where they are removed.
            becoming = self.become_what(&batch, route, |at| !invalid.contains(&at))?;
        }
        // Also beside one that stops it: each record is upgraded for itself.
        for removed in [&becoming.pending.removed, &leaving.pending.removed] {
            if !removed.is_empty() {
                upgrading.remove(removed)?;
            }
        }
        let Pending { put, attachments, .. } = std::mem::take(&mut becoming.pending);
        if !put.is_empty() {
            upgrading.put(&put, &attachments)?;
        }
        upgrading.finish().await?;
        let held = milliseconds() - begun;
        let removed = std::mem::take(&mut leaving.report);
        let found = invalid.difference(&kept).copied().collect();
        Ok(Done { batch, becoming, removed, found, held })
    }

    /// Which of the records to be quarantined the archive has, as they are.
    async fn kept(
        &self,
        batch: &Batch,
        invalid: &BTreeSet<usize>,
        removing: &mut Removing<'_>,
    ) -> Outcome<BTreeSet<usize>> {
        removing.once_more();
        let mut kept = BTreeSet::new();
        let mut records = Records::of(batch);
        while let Some((at, record)) = records.next()? {
            let key = decode_record_key(record).map_err(broken)?;
            // All are come by, in order.
            let holds = removing.holds((&key, record), batch, self.operation).await?;
            if holds && invalid.contains(&at) {
                kept.insert(at);
            }
        }
        Ok(kept)
    }

    /// Takes records into the archive that is removed next.
    pub async fn collect(
        &self,
        batch: &Batch,
        found: &BTreeSet<usize>,
        target: usize,
        upgrade: &mut Upgrade<'p, '_>,
    ) -> Outcome<()> {
        if found.is_empty() {
            return Ok(());
        }
        let collecting = match &mut upgrade.collecting {
            Some(collecting) => collecting,
            none => {
                let id = upgrade.record.announce().await?;
                let (app, origin) = (upgrade.record.app, upgrade.record.state.origin.clone());
                none.insert(Collecting::begin(app, origin, id, self.program).await?)
            }
        };
        let mut records = Records::of(batch);
        while let Some((at, record)) = records.next()? {
            if !found.contains(&at) {
                continue;
            }
            let own = rewrite_attachments(record, &mut 0, |_| true).map_err(broken)?.kept;
            let object = |ordinal: &u64| {
                let index = usize::try_from(*ordinal).ok();
                let found = index.and_then(|index| batch.attachments.get(index));
                found.cloned().ok_or_else(|| malformed("no such attachment"))
            };
            let attachments = own.iter().map(object).collect::<Outcome<_>>()?;
            collecting.add(target, Found { record: record.to_vec(), attachments }).await?;
        }
        Ok(())
    }

    /// What becomes of the records of a batch at these positions.
    fn become_what(
        &self,
        batch: &Batch,
        route: usize,
        concerns: impl Fn(usize) -> bool,
    ) -> Outcome<Becoming> {
        let mut run = Run::while_used(self.program);
        let live = Live(&batch.attachments);
        let mut becoming = Becoming::default();
        let mut records = Records::of(batch);
        while let Some((at, record)) = records.next()? {
            if !concerns(at) {
                continue;
            }
            let halting = run.report().halting;
            let writes = run.record(route, record, &live).map_err(broken)?;
            let halts = run.report().halting > halting;
            becoming.old += u64::from(!writes.is_empty() || halts);
            if halts {
                // It may be one that no archive can hold.
                continue;
            }
            for write in writes {
                // The transaction has one store, the first for the agent.
                let write = match write {
                    Write::Put { record, ordinals, .. } => {
                        Write::Put { store: 0, record, ordinals }
                    }
                    Write::Remove { record, .. } => Write::Remove { store: 0, record },
                    quarantine @ Write::Quarantine { .. } => {
                        becoming.invalid.insert(at);
                        quarantine
                    }
                };
                take(std::slice::from_mut(&mut becoming.pending), write, batch, 0)?;
            }
        }
        becoming.report = run.report().clone();
        Ok(becoming)
    }
}

/// The records of a batch, with their positions.
pub struct Records {
    splitter: RecordSplitter,
    at: usize,
}

impl Records {
    /// From the first.
    pub fn of(batch: &Batch) -> Self {
        let mut splitter = RecordSplitter::new();
        splitter.push(&batch.bytes);
        Self { splitter, at: 0 }
    }

    /// The next one.
    pub fn next(&mut self) -> Outcome<Option<(usize, &[u8])>> {
        let at = self.at;
        self.at += 1;
        let next = self.splitter.next_record().map_err(broken)?;
        Ok(next.map(|record| (at, record.bytes)))
    }
}

/// Something is no record.
pub fn broken(error: DecodeError) -> drydock::messages::Failure {
    malformed(&error.to_string())
}
