//! What the background worker asks of the agent.

use serde::{Deserialize, Serialize};

use crate::schema::Database;
use crate::value::Text;

/// A command. The agent handles one at a time; `acknowledge`, `clear`, `put`, `remove`, `finish` and
/// `abort` belong to the one that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// List the databases, with schemas and counts. Answered by `inventory`.
    Inventory {},
    /// Read a database in one read-only transaction. Answered by `schema`, then `batch`es, then
    /// `readDone`. The connection is held open, so that the Blobs stay what they are, until
    /// `release` or the next command.
    Read {
        /// The database's name.
        database: Text,
        /// Only these stores; all of them when absent.
        stores: Option<Vec<Text>>,
        /// How many bytes of batches may be under way unacknowledged.
        window: u64,
    },
    /// So many bytes of batches have been dealt with.
    Acknowledge {
        /// The bytes.
        bytes: u64,
    },
    /// The Blobs of the last `read` are read. Answered by `released`, or by `failed` with
    /// `connection_lost` where the connection was not open all the time: then what the Blobs gave
    /// may be anything.
    Release {},
    /// Open a database for replacing its content, and hold the transaction open. Where what is
    /// there is read first, answered like `read` (in the transaction, with version 0 where there
    /// is no database), and by `ready` only after `clear`; else by `ready`. Any number of
    /// `waiting` may come before.
    Replace {
        /// How to open it.
        opening: Opening,
        /// What it must become.
        target: Database,
        /// What happens to each store, in the order of `target.stores`.
        stores: Vec<StoreTarget>,
        /// Whether what is there is read first: every store (versionchange), or those that are
        /// filled or added to (readwrite), in that order.
        read: bool,
        /// How many bytes of batches may be under way unacknowledged.
        window: u64,
    },
    /// What was read is what a backup holds: go on.
    Clear {},
    /// Put the records in `bytes`. Answered by `written`.
    Put {
        /// The index of the store in `target.stores`.
        store: usize,
        /// The ordinal of the first of `attachments`.
        first_ordinal: u64,
    },
    /// Open a database for migrating it: one versionchange transaction, held open. Answered by
    /// `ready`, after any number of `waiting`, and then like `read`, without a `schema`.
    Migrate {
        /// The version that it must be at.
        from: u64,
        /// What it must become.
        target: Database,
        /// What each store is made of, in the order of `target.stores`.
        stores: Vec<StoreChange>,
        /// The present stores whose records are read, in this order.
        read: Vec<Text>,
        /// How many bytes of batches may be under way unacknowledged.
        window: u64,
    },
    /// Put what was made beside a database in its place: one versionchange transaction, held open.
    /// Answered by `ready`, after any number of `waiting`, and then like `read`, without a
    /// `schema`: the stores of `read`, and after them those of the database beside it, whose
    /// batches are put into the target as well, each answered by `written`.
    Switch {
        /// The version that it must be at.
        from: u64,
        /// What it must become.
        target: Database,
        /// What each store is made of, in the order of `target.stores`.
        stores: Vec<StoreChange>,
        /// The present stores whose records are read, in this order.
        read: Vec<Text>,
        /// The database that holds what the stores are filled with, by their names.
        beside: Text,
        /// The stores that are filled, by their index in `target.stores`.
        fill: Vec<usize>,
        /// How many bytes of batches may be under way unacknowledged.
        window: u64,
    },
    /// Delete the records whose keys are those in `bytes`. Answered by `written`.
    Remove {
        /// The index of the store in `target.stores`.
        store: usize,
        /// The ordinal of the first attachment; there are none.
        first_ordinal: u64,
    },
    /// Read some records of a store in a transaction of their own. Answered by one `batch`. To
    /// write, the transaction is held open until `finish`; else it is answered by `committed`
    /// right after.
    Upgrade {
        /// The database.
        database: Text,
        /// The version that it must be at.
        version: u64,
        /// The store.
        store: Text,
        /// The key after which it begins, as bytes of the record encoding in hexadecimal; the
        /// store's first record without.
        after: Option<String>,
        /// How many records at most. There may be fewer, where they are large or take long.
        count: u64,
        /// Whether what the records become is written in their place.
        write: bool,
    },
    /// Set the key generators and commit. Answered by `committed`.
    Finish {},
    /// Abort what runs. Answered by `failed` with `AbortError`, unless it had ended already.
    Abort {},
    /// Delete a database that is at this version, once it is known what is in it. Answered like
    /// `read`, and after `clear` by `committed` and `deleted`, after any number of `waiting`.
    TakeAway {
        /// The database's name.
        database: Text,
        /// The version that it must be at.
        version: u64,
        /// How many bytes of batches may be under way unacknowledged.
        window: u64,
    },
    /// Wait until nobody holds a connection to a database. Answered by `ready`, after any number of
    /// `waiting`.
    WaitUntilAlone {
        /// The database's name.
        database: Text,
        /// The version that it is at.
        version: u64,
    },
    /// Delete a database, whatever is in it. Answered by `deleted`, after any number of `waiting`.
    Delete {
        /// The database's name.
        database: Text,
    },
    /// Have the browser give back the room of what was deleted; a database of this name is deleted
    /// for it. Answered by `reclaimed`, once the browser counts less than `below`, or after some
    /// seconds.
    Reclaim {
        /// The database's name.
        database: Text,
        /// So many bytes.
        below: Option<u64>,
    },
}

/// How a database is opened for replacing its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Opening {
    /// At the target's version, higher than the present one (or with no database present): one
    /// versionchange transaction drops every store and creates those of the target.
    Versionchange,
    /// At the present version, which is the target's: one readwrite transaction.
    Readwrite,
}

/// What happens to a store of the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StoreTarget {
    /// It is emptied and filled.
    Fill,
    /// It is left as it is (readwrite) or stays empty (versionchange).
    Leave,
    /// Records are put beside those that it has, or taken out (readwrite only).
    Add,
}

/// What a store of a migration's target is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreChange {
    /// The present store that it is, renamed where need be, with its records; a new one without.
    pub from: Option<Text>,
    /// For each index of the target, what that store's index is called at present; one without
    /// is created, once all records are there.
    pub indexes: Vec<Option<Text>>,
}
