//! What differs between two backups of a store.

use drydock::archive::{Attachment, PayloadPath, PayloadReader, StorePath};
use drydock::diff::{Change, Merge, Next};

use super::states::Opened;
use crate::failure::{Outcome, archive, damaged_records};
use crate::opfs::FileSource;

/// The changes of a store, as they are found.
pub struct Changes<'a> {
    merge: Merge,
    before: Side<'a>,
    after: Side<'a>,
}

/// One of the backups.
struct Side<'a> {
    payload: PayloadReader<'a, FileSource>,
    attachments: &'a [Attachment],
    path: StorePath,
}

impl<'a> Side<'a> {
    async fn open(opened: &'a Opened, store: usize) -> Outcome<Self> {
        let path = StorePath::of_index(opened.position, store);
        let payload = opened.contents.bag().payload(&PayloadPath::Store(path)).await;
        Ok(Self {
            payload: payload.map_err(|error| archive(&error))?,
            attachments: opened.contents.attachments(path),
            path,
        })
    }

    async fn chunk(&mut self) -> Outcome<Option<Vec<u8>>> {
        self.payload.next_chunk().await.map_err(|error| archive(&error))
    }

    fn get(&self, ordinal: u64) -> Option<&Attachment> {
        usize::try_from(ordinal).ok().and_then(|ordinal| self.attachments.get(ordinal))
    }
}

impl<'a> Changes<'a> {
    /// Begins to compare a store, by its position in the schema, which is the same in both.
    pub async fn open(before: &'a Opened, after: &'a Opened, store: usize) -> Outcome<Self> {
        let (before, after) = (Side::open(before, store).await?, Side::open(after, store).await?);
        Ok(Self { merge: Merge::default(), before, after })
    }

    /// The next record that differs.
    pub async fn next(&mut self) -> Outcome<Option<Change>> {
        loop {
            let Self { merge, before, after } = self;
            let next = merge.next(|one, other| is_same(before.get(one), after.get(other)));
            match next.map_err(|error| damaged_records(self.after.path, error.to_string()))? {
                Next::Before => match self.before.chunk().await? {
                    Some(chunk) => self.merge.before.push(&chunk),
                    None => self.merge.before.end(),
                },
                Next::After => match self.after.chunk().await? {
                    Some(chunk) => self.merge.after.push(&chunk),
                    None => self.merge.after.end(),
                },
                Next::Change(change) => return Ok(Some(change)),
                Next::End => return Ok(None),
            }
        }
    }
}

/// Whether two attachments are the same. Of what only the browser has, nobody can tell: then the
/// later one is taken.
fn is_same(before: Option<&Attachment>, after: Option<&Attachment>) -> bool {
    match (before, after) {
        (Some(Attachment::Content(before)), Some(Attachment::Content(after))) => before == after,
        (Some(Attachment::Key(before)), Some(Attachment::Key(after))) => before == after,
        _ => false,
    }
}
