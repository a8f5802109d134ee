//! Going through all records once, a few at a time.

use drydock::migration::{MigrationReport, Program, Run, Write};
use drydock::value::{RecordSplitter, Text, decode_record_key, encode_key};
use gloo_timers::future::TimeoutFuture;

use super::live::Live;
use super::page::Workshop;
use crate::agent::{Batch, Portion, malformed};
use crate::failure::Outcome;
use crate::operations::{Operation, milliseconds};
use crate::tasks::migrate::pump::{Pending, take};

/// How long a write of the site may have to wait for a transaction, in milliseconds: a page
/// should answer its user within a tenth of a second.
const AIM: f64 = 40.0;

/// How many records the first transaction in a store asks for, while it is not known how long
/// they take, and how many one does at most.
const FIRST: u64 = 16;
const MOST: u64 = 1024;

/// Between two transactions the page is the site's, in milliseconds.
const PAUSE: u32 = 10;

/// A way through the records of a database that the site uses.
pub struct Pass<'a> {
    /// What is done with each record.
    pub program: &'a Program,
    /// The operation that counts them.
    pub operation: &'a Operation,
    /// Whether what they become is written; else they are only counted.
    pub write: bool,
}

/// What was found.
pub struct Passed {
    /// What was done, or would be.
    pub report: MigrationReport,
    /// How many records were not of the version.
    pub old: u64,
}

/// What becomes of a few records.
struct Becoming {
    report: MigrationReport,
    old: u64,
    pending: Pending,
}

impl Pass<'_> {
    /// Goes through the records of all stores that change. Ends after the records for which
    /// nothing may be migrated: the report tells them.
    pub async fn run(&self, workshop: &mut Workshop<'_>) -> Outcome<Passed> {
        let report = Run::while_used(self.program).report().clone();
        let mut passed = Passed { report, old: 0 };
        for (target, route) in self.program.changed_in_place() {
            let Some(store) = self.program.target.stores.get(target) else { continue };
            self.store(&store.name, route, workshop, &mut passed).await?;
            if self.write && passed.report.halting > 0 {
                break;
            }
        }
        Ok(passed)
    }

    async fn store(
        &self,
        store: &Text,
        route: usize,
        workshop: &mut Workshop<'_>,
        passed: &mut Passed,
    ) -> Outcome<()> {
        let mut after: Option<Vec<u8>> = None;
        let mut count = FIRST;
        loop {
            self.operation.check()?;
            let portion = Portion {
                database: &self.program.target.name,
                version: self.program.target.version,
                store,
                after: after.as_deref(),
                count,
            };
            let begun = milliseconds();
            let (batch, becoming) =
                workshop.work(async |session| self.portion(&portion, route, session).await).await?;
            let took = (milliseconds() - begun).max(1.0);
            passed.old += becoming.old;
            passed.report = std::mem::take(&mut passed.report).and(becoming.report);
            self.operation.advance(batch.records, batch.bytes.len() as u64);
            if batch.last || (self.write && passed.report.halting > 0) {
                return Ok(());
            }
            after = Some(last_key(&batch)?);
            count = (batch.records as f64 * AIM / took) as u64;
            count = count.min(batch.records * 4).clamp(1, MOST);
            TimeoutFuture::new(PAUSE).await;
        }
    }

    /// One transaction.
    async fn portion(
        &self,
        portion: &Portion<'_>,
        route: usize,
        session: &mut crate::agent::Session,
    ) -> Outcome<(Batch, Becoming)> {
        if !self.write {
            let batch = portion.read(session).await?;
            let becoming = self.become_what(&batch, route)?;
            return Ok((batch, becoming));
        }
        let (batch, mut upgrading) = portion.hold(session).await?;
        let mut becoming = self.become_what(&batch, route)?;
        // Also beside one that stops it: each record is upgraded for itself.
        let Pending { put, attachments, removed, .. } = std::mem::take(&mut becoming.pending);
        if !removed.is_empty() {
            upgrading.remove(&removed)?;
        }
        if !put.is_empty() {
            upgrading.put(&put, &attachments)?;
        }
        upgrading.finish().await?;
        Ok((batch, becoming))
    }

    fn become_what(&self, batch: &Batch, route: usize) -> Outcome<Becoming> {
        let broken = |error: drydock::value::DecodeError| malformed(&error.to_string());
        let mut run = Run::while_used(self.program);
        let live = Live(&batch.attachments);
        let mut pending = Pending::default();
        let mut old = 0;
        let mut splitter = RecordSplitter::new();
        splitter.push(&batch.bytes);
        while let Some(record) = splitter.next_record().map_err(broken)? {
            let halting = run.report().halting;
            let writes = run.record(route, record.bytes, &live).map_err(broken)?;
            old += u64::from(!writes.is_empty() || run.report().halting > halting);
            for write in writes {
                // The transaction has one store, the first for the agent.
                let write = match write {
                    Write::Put { record, ordinals, .. } => {
                        Write::Put { store: 0, record, ordinals }
                    }
                    Write::Remove { record, .. } => Write::Remove { store: 0, record },
                    quarantine @ Write::Quarantine { .. } => quarantine,
                };
                take(std::slice::from_mut(&mut pending), write, batch, 0)?;
            }
        }
        Ok(Becoming { report: run.report().clone(), old, pending })
    }
}

/// The encoded key of a batch's last record.
fn last_key(batch: &Batch) -> Outcome<Vec<u8>> {
    let broken = |error: drydock::value::DecodeError| malformed(&error.to_string());
    let mut splitter = RecordSplitter::new();
    splitter.push(&batch.bytes);
    let mut last = None;
    while let Some(record) = splitter.next_record().map_err(broken)? {
        last = Some(record.bytes.to_vec());
    }
    let last = last.ok_or_else(|| malformed("no records, and more to come"))?;
    Ok(encode_key(&decode_record_key(&last).map_err(broken)?))
}
