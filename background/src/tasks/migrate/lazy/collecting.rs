//! The records that a pass finds invalid: into an archive of their own, while they stay where they
//! are.

use drydock::archive::{Backup, BackupDatabase, BackupStore, Compression, PayloadPath, StorePath};
use drydock::messages::ErrorCode;
use drydock::migration::Program;
use drydock::schema::Store;
use drydock::value::{DecodeError, rewrite_attachments};

use crate::agent::{Attached, malformed};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::backup::{BagFile, Collected, Content, carry_all, seal};
use crate::tasks::migrate::quarantine::info;

/// A record that was found, with the objects that it refers to.
pub struct Found {
    /// The record, encoded.
    pub record: Vec<u8>,
    /// What its attachments are, in their order.
    pub attachments: Vec<Attached>,
}

/// An archive that is being written.
pub struct Collecting<'a> {
    app: &'a App,
    origin: String,
    id: String,
    program: &'a Program,
    bag: BagFile,
    stores: Vec<BackupStore>,
    /// The target's store whose records are being written, by its position.
    target: Option<usize>,
    /// The ordinal of the store's next attachment.
    ordinal: u64,
    pending: Vec<(StorePath, Attached)>,
}

impl<'a> Collecting<'a> {
    /// Begins an archive of an id that is written down.
    pub async fn begin(
        app: &'a App,
        origin: String,
        id: String,
        program: &'a Program,
    ) -> Outcome<Self> {
        let bag = BagFile::begin(&id, app.backups.create(&id).await?)?;
        let (stores, pending) = (Vec::new(), Vec::new());
        Ok(Self { app, origin, id, program, bag, stores, target: None, ordinal: 0, pending })
    }

    /// Takes a record of a store of the target. Stores come one after another, and their records in
    /// the order of their keys.
    pub async fn add(&mut self, target: usize, found: Found) -> Outcome<()> {
        let broken = |error: DecodeError| malformed(&error.to_string());
        if self.target != Some(target) {
            self.end_store().await?;
            let schema = self.program.target.stores.get(target);
            let schema = schema.ok_or_else(|| malformed("no such store"))?;
            let payload = StorePath::of_index(0, self.stores.len());
            self.bag.start(&PayloadPath::Store(payload), Compression::Deflate)?;
            let schema = Store { records: 0, ..schema.clone() };
            self.stores.push(BackupStore { schema, payload });
            (self.target, self.ordinal) = (Some(target), 0);
        }
        let own =
            rewrite_attachments(&found.record, &mut self.ordinal, |_| true).map_err(broken)?;
        self.bag.write(&own.bytes).await?;
        if let Some(store) = self.stores.last_mut() {
            store.schema.records += 1;
            let path = store.payload;
            self.pending.extend(found.attachments.into_iter().map(|attached| (path, attached)));
        }
        Ok(())
    }

    async fn end_store(&mut self) -> Outcome<()> {
        if self.target.take().is_some() {
            self.bag.finish_entry().await?;
        }
        Ok(())
    }

    /// Ends the archive: it is closed, re-read and verified. Says whether it is one: where the site
    /// took a Blob away meanwhile, its record is another one by now, and all are looked at again.
    pub async fn seal(mut self, operation: &Operation) -> Outcome<bool> {
        let mut collected = Collected::default();
        let written = async {
            self.end_store().await?;
            let pending = std::mem::take(&mut self.pending);
            carry_all(pending, &mut self.bag, &mut collected, operation).await
        }
        .await;
        if let Err(failure) = written {
            self.discard().await;
            return if failure.code == ErrorCode::ReadFailed { Ok(false) } else { Err(failure) };
        }
        let Self { app, origin, id, program, bag, stores, .. } = self;
        let (name, version) = (program.target.name.clone(), program.target.version);
        let databases = vec![BackupDatabase { name, version, stores }];
        let Collected { blobs, vault, .. } = collected;
        let content = Content { backup: Backup::quarantine(databases), blobs, vault };
        seal(app, bag, &id, content, &info(&origin, program), operation).await?;
        Ok(true)
    }

    /// Throws the archive away: the site's database has all that it holds.
    pub async fn discard(self) {
        self.bag.discard().await;
    }
}
