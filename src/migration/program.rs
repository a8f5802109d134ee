//! What migrations do to a database, ready to be run.

use std::rc::Rc;

use super::formula::{Check, Formula};
use super::step::{Given, Step};
use super::version_mark::VersionMark;
use crate::protocol::StoreChange;
use crate::schema::{Database, KeyPath};
use crate::value::Text;

/// Several migrations of one database, as one.
pub struct Program {
    /// The database as it is.
    pub present: Database,
    /// The database as it becomes. How many records its stores hold and what their generators
    /// give next is known once it has run.
    pub target: Database,
    /// What each store of the target is made of.
    pub changes: Vec<StoreChange>,
    /// What becomes of the records of the present stores that have to be looked at.
    pub routes: Vec<Route>,
    /// What is added to the target's stores.
    pub seeds: Vec<Seed>,
    /// The operations, for the report: migration by migration.
    pub operations: Vec<OperationName>,
    /// Whether records change one after another while the site uses them: what they were and what
    /// they become stand side by side then.
    pub while_used: bool,
    /// For each store of the target, the operations that made it as it is.
    pub makers: Vec<Makers>,
    /// The present stores that are dropped.
    pub dropped: Vec<Dropped>,
    /// The indexes of present stores that are dropped.
    pub dropped_indexes: Vec<DroppedIndex>,
}

/// The operations that made a store of the target as it is, by their positions in
/// [`Program::operations`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Makers {
    /// Those of its indexes.
    pub indexes: Vec<IndexMakers>,
    /// The one that gave it its keys; none where these were there.
    pub keys: Option<usize>,
}

/// The operations that made an index of the target as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexMakers {
    /// The one that made it; none where it was there.
    pub maker: Option<usize>,
    /// Those that change or add records of its store, each with the name that it has then.
    pub changers: Vec<(usize, Text)>,
}

/// An index of a present store that is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DroppedIndex {
    /// The store's position in the present schema.
    pub store: usize,
    /// The index's position in it.
    pub index: usize,
    /// The operation's position in [`Program::operations`].
    pub operation: usize,
}

/// A present store that is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its position in the present schema.
    pub store: usize,
    /// The operation's position in [`Program::operations`].
    pub operation: usize,
}

/// An operation of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationName {
    /// The migration's position among those that run.
    pub migration: usize,
    /// The version that the migration leads to.
    pub version: u64,
    /// The operation's position in it; none for the checks before and after.
    pub operation: Option<usize>,
    /// What it does, as it stands in a plan; `validate` for the checks.
    pub name: String,
    /// The store, by the name that it has then.
    pub store: Text,
}

/// A present store whose records have to be looked at.
pub struct Route {
    /// Its position in the present schema.
    pub store: usize,
    /// What becomes of its records.
    pub ways: Vec<Way>,
    /// Of stores that hold its records on the way and are dropped again, what is done with each
    /// record until then: what is wrong with one is to be known all the same.
    pub dropped: Vec<Vec<Rc<PlacedStep>>>,
}

/// What becomes of a store's records in one store of the target.
pub struct Way {
    /// The target store's position.
    pub target: usize,
    /// Whether it is the same store: only what changes is written. Else every record is.
    pub in_place: bool,
    /// What is done with each record, in order.
    pub steps: Vec<Rc<PlacedStep>>,
}

/// A step of an operation.
pub struct PlacedStep {
    /// The operation's position in [`Program::operations`].
    pub operation: usize,
    /// The migration's position among those that run.
    pub migration: usize,
    /// What is done with a record that the step finds fault with.
    pub on_fault: OnFault,
    /// What is done.
    pub action: Action,
}

/// What is done with a record at a step.
pub enum Action {
    /// It is checked.
    Check(Box<dyn Check>),
    /// It is changed.
    Change(Step),
    /// Where it is of the version already, nothing else of its migration is done with it.
    PassIfOn(Rc<VersionMark>),
    /// It gets the version.
    Mark(Rc<VersionMark>),
    /// It comes with a copy of its store, where the condition holds or there is none.
    Copy(Option<Box<dyn Formula>>),
    /// It gets the key that is at this path; the key that it has stays where there is no path.
    Rekey(Option<KeyPath>),
}

impl Action {
    /// Whether a record can be another one after it.
    pub fn changes(&self) -> bool {
        !matches!(self, Self::Check(_) | Self::PassIfOn(_))
    }
}

/// What is done with a record that cannot be migrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFault {
    /// Nothing is migrated.
    Halt,
    /// It stays as it is.
    Skip,
    /// It is moved to an archive of its own.
    Quarantine,
}

/// A record that is added.
#[derive(Clone)]
pub struct Seed {
    /// The target store's position.
    pub target: usize,
    /// Its key, for a store without a key path.
    pub key: Option<Rc<dyn Formula>>,
    /// What it holds.
    pub content: Rc<Given>,
    /// What is done where there is a record of the same key.
    pub on_conflict: OnConflict,
    /// What operations after the one that adds it do with it.
    pub steps: Vec<Rc<PlacedStep>>,
    /// The operation that adds it.
    pub operation: usize,
    /// Whether it comes with a copy of the store that it is added to.
    pub copied: bool,
}

/// What is done where there is a record of the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// Nothing is migrated.
    Halt,
    /// The record that is there stays.
    Skip,
    /// The new record takes its place.
    Replace,
}

impl Route {
    /// Whether the records can become something else than they are. Otherwise they are looked at
    /// once, and need not be read again to be migrated.
    pub fn writes(&self) -> bool {
        self.ways.iter().any(Way::writes)
            || self.dropped.iter().flatten().any(|step| step.on_fault == OnFault::Quarantine)
    }
}

impl Way {
    /// Whether the records can become something else in this store than they are.
    pub fn writes(&self) -> bool {
        let changes = |step: &Rc<PlacedStep>| step.action.changes();
        let quarantines = |step: &Rc<PlacedStep>| step.on_fault == OnFault::Quarantine;
        !self.in_place || self.steps.iter().any(|step| changes(step) || quarantines(step))
    }
}

impl Program {
    /// The routes whose records are read to be migrated, by their positions.
    pub fn writing_routes(&self) -> impl Iterator<Item = usize> + '_ {
        self.routes.iter().enumerate().filter(|(_, route)| route.writes()).map(|(at, _)| at)
    }

    /// The target's stores whose records are changed in place, each with the route that its
    /// records take.
    pub fn changed_in_place(&self) -> Vec<(usize, usize)> {
        let ways = |route: usize| {
            let ways = self.routes.get(route).map(|route| route.ways.as_slice());
            ways.unwrap_or_default().iter().filter(|way| way.in_place)
        };
        self.writing_routes()
            .flat_map(|route| ways(route).map(move |way| (way.target, route)))
            .collect()
    }
}
