//! Taking a backup: read, write, close, re-read, verify, and only then call it one.

use drydock::archive::{Backup, BagInfo, Blobs, Compression, PayloadPath};
use drydock::messages::{BackupEntry, DatabaseChoice, ErrorCode, Failure, Location, Phase};
use drydock::restore::choose;
use drydock::schema::Database;
use drydock::value::Text;

use super::bag_file::BagFile;
use super::identity::{browser, new_id};
use super::read::{Collected, read_database};
use crate::agent::{Page, Session, connect};
use crate::app::App;
use crate::failure::{Outcome, storing};
use crate::operations::{Operation, iso_now};
use crate::store::{NewBackup, entry_of};
use crate::tasks::archives::open_verified;
use crate::tasks::inventory::list;
use crate::tasks::scaffold::sweep_origin;
use crate::vault::Item;

/// A site that creates databases all the time must not keep a backup from ending.
const MOST_ROUNDS: usize = 8;

/// What to back up, and how.
pub struct Order {
    /// Which databases.
    pub selection: Selection,
    /// A text of the person's own.
    pub label: Option<String>,
    /// Goes on although some values can be kept nowhere.
    pub allow_loss: bool,
    /// Drydock takes it by itself, before it changes anything.
    pub safety: bool,
}

/// Which databases to back up.
pub enum Selection {
    /// Those that a person chose; all of them where nothing was chosen.
    Chosen(Option<Vec<DatabaseChoice>>),
    /// Those of these names that there are.
    Among(Vec<Text>),
}

/// A backup that was taken and verified.
pub struct Taken {
    /// The stored backup.
    pub entry: BackupEntry,
    /// The values that are lost, as allowed.
    pub lost: Vec<Location>,
}

/// A database to read, or some of its stores.
struct Wanted {
    name: Text,
    stores: Option<Vec<Text>>,
}

/// Takes a backup of the page's origin. Where anything fails, nothing is left of it.
pub async fn take(app: &App, page: &Page, operation: &Operation, order: Order) -> Outcome<Taken> {
    take_as(app, page, operation, order, fresh_id(&page.origin)).await
}

/// An id for a backup that is going to be taken.
pub fn fresh_id(origin: &str) -> String {
    new_id(origin, &iso_now())
}

/// Takes a backup whose id is written down already, so that it is found whatever happens.
pub async fn take_as(
    app: &App,
    page: &Page,
    operation: &Operation,
    order: Order,
    id: String,
) -> Outcome<Taken> {
    operation.enter(Phase::Connecting, None, None);
    // Before anything needs the room that it takes.
    sweep_origin(app, page).await;
    let mut session = connect(page, operation).await?;
    let present = list(&mut session).await?;
    let wanted = select(&present, &order.selection)?;
    let created = iso_now();
    let total = present
        .iter()
        .filter(|database| wanted.iter().any(|wanted| wanted.name == database.name))
        .flat_map(|database| &database.stores)
        .map(|store| store.records)
        .sum();
    let phase = if order.safety { Phase::SafetyBackup } else { Phase::Reading };
    operation.enter(phase, Some(total), None);
    let file = app.backups.create(&id).await?;
    let mut bag = BagFile::begin(&id, file)?;
    let mut collected = Collected::default();
    let all = matches!(order.selection, Selection::Chosen(None));
    let read = read_all(&mut session, wanted, all, &mut bag, &mut collected).await;
    drop(session);
    let read = match read {
        Ok(()) => complete(&order, &collected),
        failed => failed,
    };
    if let Err(failure) = read {
        bag.discard().await;
        return Err(failure);
    }
    let info = BagInfo {
        origin: page.origin.clone(),
        browser: browser(),
        created,
        label: order.label,
        software: BagInfo::THIS_SOFTWARE.to_owned(),
        safety: order.safety,
    };
    let Collected { databases, blobs, vault, lost } = collected;
    let content = Content { backup: Backup::new(databases), blobs, vault };
    let entry = seal(app, bag, &id, content, &info, operation).await?;
    Ok(Taken { entry, lost })
}

/// What an archive has beside its records and Blobs.
pub struct Content {
    /// What it holds.
    pub backup: Backup,
    /// What the records' ordinals stand for.
    pub blobs: Blobs,
    /// What is kept in the vault for it.
    pub vault: Vec<Item>,
}

/// Ends an archive whose records and Blobs are written: closes it, re-reads it, compares every
/// checksum, and only then calls it a backup. Where that fails, nothing is left of it.
pub async fn seal(
    app: &App,
    mut bag: BagFile,
    id: &str,
    content: Content,
    info: &BagInfo,
    operation: &Operation,
) -> Outcome<BackupEntry> {
    let Content { backup, blobs, vault } = content;
    let written = write_index(&mut bag, &backup, &blobs).await;
    if let Err(failure) = written {
        bag.discard().await;
        return Err(failure);
    }
    let file = bag.finish(info).await?;
    app.vault.keep(id, &vault).await.map_err(|error| storing(&error))?;
    let admitted = admit(file, id, operation).await;
    if admitted.is_err() {
        // What is left over does no harm, and goes with the next attempt to forget it.
        let _ = app.vault.forget(id).await;
    }
    admitted
}

fn select(present: &[Database], selection: &Selection) -> Outcome<Vec<Wanted>> {
    match selection {
        Selection::Chosen(choices) => {
            let chosen = choose(present, choices.as_deref())
                .map_err(|error| Failure::new(ErrorCode::NoSuchDatabase, format!("{error}.")))?;
            Ok(chosen
                .into_iter()
                .filter_map(|choice| {
                    let database = present.get(choice.database)?;
                    let name_of = |store: usize| database.stores.get(store).map(|s| s.name.clone());
                    let stores = choice
                        .stores
                        .map(|stores| stores.into_iter().filter_map(name_of).collect());
                    Some(Wanted { name: database.name.clone(), stores })
                })
                .collect())
        }
        Selection::Among(names) => Ok(present
            .iter()
            .filter(|database| names.contains(&database.name))
            .map(|database| Wanted { name: database.name.clone(), stores: None })
            .collect()),
    }
}

/// Reads the wanted databases. Of a whole origin, also those that the site creates meanwhile.
async fn read_all(
    session: &mut Session,
    mut wanted: Vec<Wanted>,
    all: bool,
    bag: &mut BagFile,
    collected: &mut Collected,
) -> Outcome<()> {
    for _ in 0..MOST_ROUNDS {
        for database in wanted {
            read_database(session, &database.name, database.stores, bag, collected).await?;
        }
        if !all {
            return Ok(());
        }
        let is_read = |name: &Text| collected.databases.iter().any(|read| read.name == *name);
        wanted = list(session)
            .await?
            .into_iter()
            .filter(|database| !is_read(&database.name))
            .map(|database| Wanted { name: database.name, stores: None })
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
    }
    Err(Failure::new(
        ErrorCode::DatabaseChanged,
        "The site kept creating databases while it was being backed up.",
    ))
}

/// Fails where values are lost that may not be.
fn complete(order: &Order, collected: &Collected) -> Outcome<()> {
    if collected.lost.is_empty() || order.allow_loss {
        return Ok(());
    }
    let count = collected.lost.len();
    Err(Failure::new(
        ErrorCode::NotCarried,
        format!("{count} values cannot be backed up: the browser keeps them in the site. Nothing was stored."),
    )
    .at_all(collected.lost.clone()))
}

async fn write_index(bag: &mut BagFile, backup: &Backup, blobs: &Blobs) -> Outcome<()> {
    bag.start(&PayloadPath::Blobs, Compression::Deflate)?;
    for piece in blobs.json_pieces() {
        bag.write(&piece).await?;
    }
    bag.finish_entry().await?;
    bag.start(&PayloadPath::Backup, Compression::Deflate)?;
    bag.write(&backup.to_json()).await?;
    bag.finish_entry().await?;
    Ok(())
}

/// Closes the archive, re-reads it, compares every checksum, and only then lists it.
async fn admit(file: NewBackup, id: &str, operation: &Operation) -> Outcome<BackupEntry> {
    let closed = file.close().await?;
    let admitted = async {
        let bag = open_verified(closed.source().await?, operation).await?;
        let entry = entry_of(id, bag.info(), bag.backup(), closed.bytes());
        closed.admit(&entry).await?;
        Ok(entry)
    }
    .await;
    if admitted.is_err() {
        closed.discard().await;
    }
    admitted
}
