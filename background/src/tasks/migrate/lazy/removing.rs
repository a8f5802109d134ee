//! The records of a quarantine's archive, as a pass comes by them in their store.

use drydock::archive::{Attachment, StorePath};
use drydock::messages::ErrorCode;
use drydock::migration::{Found, MigrationReport, Passing, Program, Run};
use drydock::value::{Key, Text, rewrite_attachments};

use super::live::Live;
use super::portion::broken;
use crate::agent::Batch;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::backup::digest_of;
use crate::tasks::migrate::attached::Listed;
use crate::tasks::restore::{Contents, Keyed, Records};

/// The archive's records of one store. One that the site's store holds as it is in the archive may
/// be removed. One that it does not hold at all is in quarantine already: it was removed before the
/// worker was ended, or by the site.
pub struct Removing<'a> {
    contents: &'a Contents,
    path: StorePath,
    records: Records<'a>,
    passing: Passing,
    program: &'a Program,
    route: usize,
    /// Of those that are in quarantine.
    pub report: MigrationReport,
}

impl<'a> Removing<'a> {
    /// From the store's first record; none where the archive has none of it.
    pub async fn of(
        contents: &'a Contents,
        program: &'a Program,
        (store, route): (&Text, usize),
    ) -> Outcome<Option<Self>> {
        let databases = &contents.bag().backup().databases;
        let stores = databases.iter().flat_map(|database| &database.stores);
        let Some(path) =
            stores.filter(|held| held.schema.name == *store).map(|held| held.payload).next()
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            contents,
            path,
            records: Records::of(contents.bag(), path).await?,
            passing: Passing::default(),
            program,
            route,
            report: Run::while_used(program).report().clone(),
        }))
    }

    /// The transaction may not have been complete: comes by the same records once more.
    pub fn once_more(&mut self) {
        self.passing.once_more();
    }

    /// The transaction was complete. After the store's last record, none is left.
    pub async fn go_on(&mut self, is_last: bool) -> Outcome<()> {
        self.passing.go_on();
        if is_last {
            self.find(None).await?;
        }
        Ok(())
    }

    /// Comes by a record of the site's store. Says whether the archive has it, just so.
    pub async fn holds(
        &mut self,
        (key, record): (&Key, &[u8]),
        batch: &Batch,
        operation: &Operation,
    ) -> Outcome<bool> {
        match self.find(Some(key)).await? {
            Some(archived) => self.is_same(&archived, record, batch, operation).await,
            None => Ok(false),
        }
    }

    /// The archive's record of a key. Counts those before it, which the site's store has not.
    async fn find(&mut self, key: Option<&Key>) -> Outcome<Option<Vec<u8>>> {
        loop {
            match self.passing.come_by(key) {
                Found::More => match self.records.next().await? {
                    Some(Keyed { key, bytes }) => self.passing.push(key, bytes),
                    None => self.passing.end(),
                },
                Found::Missing(gone) => {
                    let mut run = Run::while_used(self.program);
                    let listed = Listed(self.contents.attachments(self.path));
                    run.record(self.route, &gone, &listed).map_err(broken)?;
                    self.report = std::mem::take(&mut self.report).and(run.report().clone());
                }
                Found::Held(archived) => return Ok(Some(archived)),
                Found::Nothing => return Ok(None),
            }
        }
    }

    /// Whether a record of the archive is that of a batch, and so are its Blobs. While these are
    /// read, the transaction is held.
    async fn is_same(
        &self,
        archived: &[u8],
        record: &[u8],
        batch: &Batch,
        operation: &Operation,
    ) -> Outcome<bool> {
        let archived = rewrite_attachments(archived, &mut 0, |_| true).map_err(broken)?;
        let record = rewrite_attachments(record, &mut 0, |_| true).map_err(broken)?;
        if archived.bytes != record.bytes || archived.kept.len() != record.kept.len() {
            return Ok(false);
        }
        let listed = self.contents.attachments(self.path);
        let live = Live(&batch.attachments);
        for (own, there) in archived.kept.iter().zip(&record.kept) {
            let own = usize::try_from(*own).ok().and_then(|own| listed.get(own));
            let (Some(Attachment::Content(own)), Some(blob)) = (own, live.blob(*there)) else {
                return Ok(false);
            };
            if blob.size() as u64 != own.bytes {
                return Ok(false);
            }
            match digest_of(blob, operation).await {
                Ok(digest) if digest == own.sha256 => {}
                Err(failure) if failure.code != ErrorCode::ReadFailed => return Err(failure),
                // Another content, or one that cannot be read: the record stays.
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}
