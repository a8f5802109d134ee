//! The stored backups: verifying, deleting, saving them, and taking in archive files.

use drydock::archive::{BagReader, PayloadPath};
use drydock::messages::{BackupEntry, ErrorCode, Failure, Phase, Success};
use drydock::value::RecordSplitter;
use web_sys::File;

use crate::app::App;
use crate::chunks::Chunks;
use crate::failure::{Outcome, archive, damaged_records, storing, unchanged, words};
use crate::operations::Operation;
use crate::opfs::FileSource;
use crate::store::{ClosedBackup, NewBackup, entry_of};
use crate::tasks::archives::{Bag, databases_of, open_verified};
use crate::tasks::inventory::summary_of;
use crate::tasks::run::run;

/// Lists the databases that a backup holds, by what its archive says of itself. Its records are
/// not looked at.
pub async fn contents(app: &App, id: &str) -> Outcome<Success> {
    let (entry, file) = app.backups.get(id).await?;
    let bag = BagReader::open(FileSource::new(file)).await.map_err(|error| archive(&error))?;
    let databases = databases_of(bag.backup());
    Ok(Success { databases: Some(databases.iter().map(summary_of).collect()), ..about(entry) })
}

/// Re-reads a backup, compares every checksum, and takes every record apart.
pub async fn verify(app: &App, id: &str) -> Outcome<Success> {
    let (entry, file) = app.backups.get(id).await?;
    run(app, "verify", "", async |operation| {
        let bag = open_verified(FileSource::new(file), operation).await?;
        check_records(&bag, operation).await.map_err(unchanged)?;
        Ok(about(entry))
    })
    .await
}

/// Deletes a backup, and what the vault keeps for it.
pub async fn delete(app: &App, id: &str) -> Outcome<Success> {
    let (entry, _) = app.backups.get(id).await?;
    if app.journals.need(id).await? || app.under_way.need(id).await? {
        return Err(Failure::new(
            ErrorCode::Busy,
            "A restore or a migration that has not ended still needs this backup.",
        ));
    }
    discard(app, id).await?;
    Ok(about(entry))
}

/// Deletes a backup that nothing needs, and what the vault keeps for it.
pub async fn discard(app: &App, id: &str) -> Outcome<()> {
    app.backups.delete(id).await?;
    app.vault.forget(id).await.map_err(|error| storing(&error))
}

/// A backup's archive.
pub async fn export(app: &App, id: &str) -> Outcome<(Success, File)> {
    let (entry, file) = app.backups.get(id).await?;
    Ok((about(entry), file))
}

/// Stores an archive file, and verifies what was stored. One that is stored already is not stored
/// twice.
pub async fn import(app: &App, file: File) -> Outcome<Success> {
    run(app, "import", "", async |operation| {
        let mut copy = app.backups.create(&format!("{}-file", operation.id())).await?;
        operation.enter(Phase::Reading, None, Some(file.size() as u64));
        if let Err(failure) = copy_into(&mut copy, &file, operation).await {
            copy.discard().await;
            return Err(failure);
        }
        let mut closed = copy.close().await?;
        match take_in(app, &mut closed, operation).await {
            Ok(Taken::New(entry)) => Ok(about(entry)),
            Ok(Taken::Again(entry)) => {
                closed.discard().await;
                Ok(about(entry))
            }
            Err(failure) => {
                closed.discard().await;
                Err(failure)
            }
        }
    })
    .await
}

/// What became of a copy.
enum Taken {
    /// It is a backup now.
    New(BackupEntry),
    /// There was such a backup already.
    Again(BackupEntry),
}

/// Makes a copy of an archive a backup, if it is sound and new.
async fn take_in(app: &App, copy: &mut ClosedBackup, operation: &Operation) -> Outcome<Taken> {
    let bag = open_verified(copy.source().await?, operation).await?;
    check_records(&bag, operation).await.map_err(unchanged)?;
    let id = bag.name().to_owned();
    if let Ok((entry, stored)) = app.backups.get(&id).await
        && is_same(&bag, stored).await
    {
        return Ok(Taken::Again(entry));
    }
    let id = free_id(app, &id).await?;
    let entry = entry_of(&id, bag.info(), bag.backup(), copy.bytes());
    copy.rename(&id).await?;
    copy.admit(&entry).await?;
    Ok(Taken::New(entry))
}

fn about(entry: BackupEntry) -> Success {
    Success {
        backup_id: Some(entry.id.clone()),
        origin: Some(entry.origin.clone()),
        backup: Some(entry),
        ..Success::default()
    }
}

/// Whether a stored archive holds what the one that was opened does.
async fn is_same(bag: &Bag, stored: File) -> bool {
    match BagReader::open(FileSource::new(stored)).await {
        Ok(other) => {
            other.info() == bag.info() && other.payload_entries().eq(bag.payload_entries())
        }
        Err(_) => false,
    }
}

/// An id that no backup has: the archive's own, or that with a number.
async fn free_id(app: &App, id: &str) -> Outcome<String> {
    let taken = app.backups.list().await?;
    let is_free = |id: &str| taken.iter().all(|entry| entry.id != id);
    let safe: String =
        id.chars()
            .map(|character| {
                if character.is_ascii_alphanumeric() || character == '_' { character } else { '-' }
            })
            .collect();
    let mut candidate = safe.clone();
    let mut number = 2;
    while !is_free(&candidate) {
        candidate = format!("{safe}-{number}");
        number += 1;
    }
    Ok(candidate)
}

async fn copy_into(copy: &mut NewBackup, file: &File, operation: &Operation) -> Outcome<()> {
    let failed = |error| {
        let (name, message) = words(&error);
        Failure::new(ErrorCode::ReadFailed, "The file could not be read.")
            .detailed(format!("{name}: {message}"))
            .then("Choose the file again; it may have been moved or changed.")
    };
    let mut chunks = Chunks::of(file).map_err(failed)?;
    let mut done = 0;
    while let Some(bytes) = chunks.next().await.map_err(failed)? {
        operation.check()?;
        if done == 0 && !bytes.starts_with(b"PK") {
            // A film that was chosen by mistake need not be copied to find that out.
            BagReader::open(bytes.as_slice()).await.map_err(|error| unchanged(archive(&error)))?;
        }
        copy.write(&bytes).await?;
        done += bytes.len() as u64;
        operation.reach(done);
    }
    Ok(())
}

/// Checks that each store's payload is as many whole records, with as many attachments, as the
/// archive says. Whoever made the archive may have sealed anything.
async fn check_records(bag: &Bag, operation: &Operation) -> Outcome<()> {
    for (_, store) in bag.backup().stores() {
        let damaged = |reason: String| damaged_records(store.payload, reason);
        let mut payload = bag
            .payload(&PayloadPath::Store(store.payload))
            .await
            .map_err(|error| archive(&error))?;
        let mut splitter = RecordSplitter::new();
        let (mut records, mut attachments) = (0, 0);
        while let Some(chunk) = payload.next_chunk().await.map_err(|error| archive(&error))? {
            operation.check()?;
            splitter.push(&chunk);
            while let Some(record) =
                splitter.next_record().map_err(|error| damaged(error.to_string()))?
            {
                records += 1;
                attachments += record.attachments;
            }
        }
        splitter.finish().map_err(|error| damaged(error.to_string()))?;
        let listed = bag.blobs().of(store.payload).len() as u64;
        if records != store.schema.records || attachments != listed {
            return Err(damaged(format!(
                "there are {records} with {attachments} attachments, not {} with {listed}",
                store.schema.records
            )));
        }
    }
    Ok(())
}
