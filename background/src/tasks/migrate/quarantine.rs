//! The records that a migration takes out: into an archive of their own, before they go.

use std::collections::BTreeMap;

use drydock::archive::{
    Attachment, Backup, BackupDatabase, BackupStore, BagInfo, Blobs, Compression, PayloadPath,
    StorePath, VaultItem,
};
use drydock::messages::{ErrorCode, Failure, Location, Phase};
use drydock::migration::{Fingerprint, Program, Write};
use drydock::schema::Store;
use drydock::value::{DecodeError, RecordSplitter, rewrite_attachments};

use crate::app::App;
use crate::failure::{Outcome, archive, damaged_records, storing};
use crate::operations::{Operation, iso_now};
use crate::tasks::backup::{BagFile, Content, browser, fresh_id, seal};
use crate::tasks::library::discard;
use crate::tasks::restore::Contents;
use crate::vault::Item;

/// The records that a program takes out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quarantined {
    /// Which they are, by their positions in the present stores, ascending.
    stores: BTreeMap<usize, Vec<u64>>,
    /// Of their bytes.
    fingerprint: Fingerprint,
}

impl Quarantined {
    /// The id of the archive that they are going to have; none where there are none. It is to be
    /// written down before the archive is there, so that one is found whatever happens.
    pub fn archive_id(&self, origin: &str) -> Option<String> {
        (!self.stores.is_empty()).then(|| fresh_id(origin))
    }

    /// Takes down what a run says of the record at a position.
    pub fn note(&mut self, writes: &[Write], position: u64) {
        for write in writes {
            let Write::Quarantine { store, record } = write else { continue };
            self.stores.entry(*store).or_default().push(position);
            self.add(*store, record);
        }
    }

    fn add(&mut self, store: usize, record: &[u8]) {
        self.fingerprint.add(record, std::iter::once(&store.to_be_bytes()[..]));
    }
}

/// Writes the records that a program takes out of a database into an archive of their own: from
/// the safety backup, before anything is changed. Nothing where there is no [`archive_id`].
///
/// [`archive_id`]: Quarantined::archive_id
pub async fn keep_quarantined(
    app: &App,
    (origin, id): (&str, Option<&str>),
    safety: &Contents,
    position: usize,
    program: &Program,
    quarantined: &Quarantined,
    operation: &Operation,
) -> Outcome<()> {
    let Some(id) = id else { return Ok(()) };
    let present = &program.present;
    operation.enter(Phase::SafetyBackup, Some(quarantined.fingerprint.records()), None);
    let bag = BagFile::begin(id, app.backups.create(id).await?)?;
    let mut keeping = Keeping {
        safety,
        bag,
        blobs: Blobs::default(),
        vault: Vec::new(),
        kept: Quarantined::default(),
        stores: Vec::new(),
    };
    let kept = keeping.stores(position, &present.stores, quarantined, operation).await;
    let Keeping { bag, blobs, vault, kept: found, stores, .. } = keeping;
    // What is taken out must be in the archive, to the byte.
    let kept = kept.and_then(|()| {
        let is_all = found == *quarantined;
        is_all.then_some(()).ok_or_else(|| differs(&present.name.to_string_lossy()))
    });
    if let Err(failure) = kept {
        bag.discard().await;
        return Err(failure);
    }
    let info = info(origin, program);
    let database = BackupDatabase { name: present.name.clone(), version: present.version, stores };
    let content = Content { backup: Backup::quarantine(vec![database]), blobs, vault };
    seal(app, bag, id, content, &info, operation).await.map(drop)
}

/// What is said of the archive for the records that a program takes out.
pub fn info(origin: &str, program: &Program) -> BagInfo {
    let present = &program.present;
    let name = present.name.to_string_lossy();
    BagInfo {
        origin: origin.to_owned(),
        browser: browser(),
        created: iso_now(),
        label: Some(format!("{name} {} → {}", present.version, program.target.version)),
        software: BagInfo::THIS_SOFTWARE.to_owned(),
        safety: false,
    }
}

/// Deletes such an archive, once it is certain that the records are all in their stores.
pub async fn forget_quarantined(app: &App, id: Option<&str>) -> Outcome<()> {
    let Some(id) = id else { return Ok(()) };
    match discard(app, id).await {
        // The worker may have ended before it was whole: the vault has its values already.
        Err(failure) if failure.code == ErrorCode::NoSuchBackup => {
            app.vault.forget(id).await.map_err(|error| storing(&error))
        }
        discarded => discarded,
    }
}

/// Such records in a transaction are not those that were kept.
pub fn differs(database: &str) -> Failure {
    Failure::new(
        ErrorCode::CheckFailed,
        "The records to be quarantined are not those that the archive for them holds. Nothing \
         was migrated.",
    )
    .at(Location::database(database))
}

/// An archive that is being written.
struct Keeping<'a> {
    safety: &'a Contents,
    bag: BagFile,
    blobs: Blobs,
    vault: Vec<Item>,
    kept: Quarantined,
    stores: Vec<BackupStore>,
}

impl Keeping<'_> {
    async fn stores(
        &mut self,
        position: usize,
        present: &[Store],
        quarantined: &Quarantined,
        operation: &Operation,
    ) -> Outcome<()> {
        let mut referred = Vec::new();
        for (store, records) in &quarantined.stores {
            let Some(schema) = present.get(*store) else { continue };
            let from = StorePath::of_index(position, *store);
            let to = StorePath::of_index(0, self.stores.len());
            self.bag.start(&PayloadPath::Store(to), Compression::Deflate)?;
            let ordinals = self.records(*store, from, records, operation).await?;
            self.bag.finish_entry().await?;
            referred.push((from, to, ordinals));
            let records = records.len() as u64;
            let schema = Store { records, ..schema.clone() };
            self.stores.push(BackupStore { schema, payload: to });
        }
        operation.switch(Phase::Blobs);
        for (from, to, ordinals) in referred {
            for ordinal in ordinals {
                let listed = usize::try_from(ordinal).ok();
                let attachment = listed.and_then(|at| self.safety.attachments(from).get(at));
                let attachment =
                    attachment.cloned().ok_or_else(|| damaged_records(from, "a Blob"))?;
                let carried = self.carry(attachment, to, operation).await?;
                self.blobs.push(to, carried);
            }
        }
        Ok(())
    }

    /// Writes the records at these positions. Gives what they refer to.
    async fn records(
        &mut self,
        store: usize,
        from: StorePath,
        wanted: &[u64],
        operation: &Operation,
    ) -> Outcome<Vec<u64>> {
        let broken = |error: DecodeError| damaged_records(from, error.to_string());
        let path = PayloadPath::Store(from);
        let mut payload =
            self.safety.bag().payload(&path).await.map_err(|error| archive(&error))?;
        let mut splitter = RecordSplitter::new();
        let mut wanted = wanted.iter().copied().peekable();
        let (mut at, mut ordinal) = (0, 0);
        let mut ordinals = Vec::new();
        while wanted.peek().is_some()
            && let Some(chunk) = payload.next_chunk().await.map_err(|error| archive(&error))?
        {
            operation.check()?;
            splitter.push(&chunk);
            while let Some(record) = splitter.next_record().map_err(broken)? {
                if wanted.next_if_eq(&at).is_some() {
                    self.kept.stores.entry(store).or_default().push(at);
                    self.kept.add(store, record.bytes);
                    let own = rewrite_attachments(record.bytes, &mut ordinal, |_| true)
                        .map_err(broken)?;
                    self.bag.write(&own.bytes).await?;
                    ordinals.extend(own.kept);
                    operation.advance(1, own.bytes.len() as u64);
                }
                at += 1;
            }
        }
        Ok(ordinals)
    }

    /// Takes over what a record refers to.
    async fn carry(
        &mut self,
        attachment: Attachment,
        to: StorePath,
        operation: &Operation,
    ) -> Outcome<Attachment> {
        match attachment {
            Attachment::Content(content) => {
                let path = PayloadPath::Blob(content.sha256);
                if !self.bag.contains(&path) {
                    self.bag.start(&path, Compression::Stored)?;
                    let bag = self.safety.bag();
                    let mut payload = bag.payload(&path).await.map_err(|error| archive(&error))?;
                    while let Some(chunk) =
                        payload.next_chunk().await.map_err(|error| archive(&error))?
                    {
                        operation.check()?;
                        self.bag.write(&chunk).await?;
                    }
                    self.bag.finish_entry().await?;
                }
                Ok(Attachment::Content(content))
            }
            Attachment::Vault(item) => {
                let value = self.safety.kept(&item.vault).await?;
                let id = format!("{to}#{}", self.blobs.of(to).len());
                self.vault.push(Item { id: id.clone(), value });
                Ok(Attachment::Vault(Box::new(VaultItem { vault: id, ..*item })))
            }
            other => Ok(other),
        }
    }
}
