//! What the agent answers.

use serde::{Deserialize, Serialize};

use crate::schema::Database;
use crate::value::Text;

/// An event from the agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Event {
    /// The agent listens: sent once, when the port opens.
    Hello {},
    /// The origin's databases. Key generators are not read for this.
    Inventory {
        /// The page's origin, as `location.origin` gives it.
        origin: String,
        /// The databases, by name in UTF-16 order.
        databases: Vec<Database>,
    },
    /// The schema of the database that is being read, as its transaction sees it.
    Schema {
        /// The schema; only the stores that are read.
        database: Database,
    },
    /// A run of records of one store, in key order; stores follow in the schema's order.
    Batch {
        /// The index of the store in the schema.
        store: usize,
        /// How many records `bytes` holds.
        records: u64,
        /// The classes of attachments that cannot leave the page, by their index among
        /// `attachments`, with the key of their record as text.
        stuck: Vec<Stuck>,
        /// Whether it is the store's last.
        last: bool,
    },
    /// Everything was read. The key generators' final values, by store.
    ReadDone {
        /// The next key of each store of the schema; `null` without a generator or at its end.
        next_keys: Vec<Option<u64>>,
    },
    /// Until now, the connection was open over which the database was read.
    Released {},
    /// The transaction is open and the stores are empty.
    Ready {},
    /// The records of a `put` are in the transaction.
    Written {
        /// How many.
        records: u64,
    },
    /// The transaction is complete.
    Committed {},
    /// The database is deleted.
    Deleted {
        /// How many bytes the browser now counts for the origin; `null` where it does not tell.
        usage: Option<u64>,
    },
    /// What could be given back was.
    Reclaimed {
        /// How many bytes the browser now counts for the origin; `null` where it does not tell.
        usage: Option<u64>,
    },
    /// Something else holds the database: the request waits.
    Waiting {
        /// Which database.
        database: Text,
    },
    /// The command failed; its transaction was aborted.
    Failed {
        /// Why.
        error: AgentError,
    },
}

/// An attachment that the browser does not let out of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stuck {
    /// Its index among the batch's attachments.
    pub index: usize,
    /// Its class.
    pub class: String,
}

/// A failure in the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgentError {
    /// The name of the DOMException, or the codec's code.
    pub name: String,
    /// Its message.
    pub message: String,
    /// The database concerned.
    pub database: Option<Text>,
    /// The store concerned.
    pub store: Option<Text>,
    /// The record's key as bytes of the record encoding, in hexadecimal.
    pub key: Option<String>,
}
