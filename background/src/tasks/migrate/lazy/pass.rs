//! Going through all records once, a few at a time.

use drydock::migration::{MigrationReport, Program, Run};
use drydock::value::{decode_record_key, encode_key};
use gloo_timers::future::TimeoutFuture;

use super::collecting::Collecting;
use super::page::Workshop;
use super::portion::{Done, Records, broken};
use super::record::Record;
use super::removing::Removing;
use crate::agent::{Batch, Portion, malformed};
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::restore::Contents;

/// How long a write of the site may have to wait for a transaction, in milliseconds: a page
/// should answer its user within a tenth of a second.
const AIM: f64 = 40.0;

/// How many records a transaction asks for at least: what it takes is then not the records' time
/// any more but that of the messages, which fewer records would not make shorter. As many as the
/// one before had, and some more, where the agent found those enough.
const LEAST: u64 = 16;
/// And how many at most.
const MOST: u64 = 1024;

/// Between two transactions the page is the site's, in milliseconds.
const PAUSE: u32 = 10;

/// A way through the records of a database that the site uses.
pub struct Pass<'a> {
    /// What is done with each record.
    pub program: &'a Program,
    /// The operation that counts them.
    pub operation: &'a Operation,
}

/// What was found.
pub struct Passed {
    /// What was done, or would be.
    pub report: MigrationReport,
    /// How many records were not of the version.
    pub old: u64,
    /// What was found with the records that are in quarantine now.
    pub removed: MigrationReport,
}

/// What is done beside counting, where records are written.
pub struct Upgrade<'a, 'r> {
    /// What is written down.
    pub record: &'a mut Record<'r>,
    /// The archive of the records that may be removed.
    pub removing: Option<&'a Contents>,
    /// The archive of those that are found now.
    pub collecting: Option<Collecting<'a>>,
}

impl Passed {
    /// Nothing is found yet.
    pub fn nothing(program: &Program) -> Self {
        let report = Run::while_used(program).report().clone();
        Self { removed: report.clone(), report, old: 0 }
    }
}

impl<'p> Pass<'p> {
    /// Goes through the records of all stores that change: counts those that are old, and, to
    /// upgrade, writes what becomes of them. That ends after the records for which nothing may be
    /// migrated: the report tells them.
    pub async fn run(
        &self,
        workshop: &mut Workshop<'_>,
        passed: &mut Passed,
        mut upgrade: Option<&mut Upgrade<'p, '_>>,
    ) -> Outcome<()> {
        for (target, route) in self.program.changed_in_place() {
            self.store(target, route, workshop, passed, upgrade.as_deref_mut()).await?;
            if upgrade.is_some() && passed.report.halting > 0 {
                break;
            }
        }
        Ok(())
    }

    async fn store(
        &self,
        target: usize,
        route: usize,
        workshop: &mut Workshop<'_>,
        passed: &mut Passed,
        mut upgrade: Option<&mut Upgrade<'p, '_>>,
    ) -> Outcome<()> {
        let Some(store) = self.program.target.stores.get(target) else { return Ok(()) };
        let mut removing = match upgrade.as_ref().and_then(|upgrade| upgrade.removing) {
            Some(contents) => Removing::of(contents, self.program, (&store.name, route)).await?,
            None => None,
        };
        let mut after: Option<Vec<u8>> = None;
        let mut count = LEAST;
        loop {
            self.operation.check()?;
            let portion = Portion {
                database: &self.program.target.name,
                version: self.program.target.version,
                store: &store.name,
                after: after.as_deref(),
                count,
            };
            let writes = upgrade.is_some();
            let done = workshop.work(async |session| {
                if writes {
                    self.upgrade(&portion, route, removing.as_mut(), session).await
                } else {
                    self.look(&portion, route, session).await
                }
            });
            let Done { batch, becoming, removed, found, held } = done.await?;
            passed.old += becoming.old;
            passed.report = std::mem::take(&mut passed.report).and(becoming.report);
            passed.removed = std::mem::take(&mut passed.removed).and(removed);
            self.operation.advance(batch.records, batch.bytes.len() as u64);
            if let Some(removing) = &mut removing {
                removing.go_on(batch.last).await?;
            }
            if let Some(upgrade) = upgrade.as_deref_mut() {
                self.collect(&batch, &found, target, upgrade).await?;
                upgrade.record.so_far(&passed.report).await?;
            }
            if batch.last || (upgrade.is_some() && passed.report.halting > 0) {
                break;
            }
            after = Some(last_key(&batch)?);
            let most = (batch.records * 4).min(MOST);
            count = (batch.records as f64 * AIM / held.max(1.0)) as u64;
            count = count.clamp(LEAST.min(most), most);
            TimeoutFuture::new(PAUSE).await;
        }
        if let Some(removing) = removing {
            passed.removed = std::mem::take(&mut passed.removed).and(removing.report);
        }
        Ok(())
    }
}

/// The encoded key of a batch's last record.
fn last_key(batch: &Batch) -> Outcome<Vec<u8>> {
    let mut records = Records::of(batch);
    let mut last = None;
    while let Some((_, record)) = records.next()? {
        last = Some(record.to_vec());
    }
    let last = last.ok_or_else(|| malformed("no records, and more to come"))?;
    Ok(encode_key(&decode_record_key(&last).map_err(broken)?))
}
