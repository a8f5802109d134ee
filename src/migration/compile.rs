//! Making a program of a plan's migrations.

use std::rc::Rc;

use super::formula::{Check, Formula};
use super::live::{Live, Origin};
use super::lower;
use super::program::{
    Action, Dropped, DroppedIndex, OnFault, OperationName, PlacedStep, Program, Route, Seed, Way,
};
use super::version_mark::VersionMark;
use crate::plan::{Migration, OnInvalid, Operation, StoreCheck, Strategy};
use crate::protocol::StoreChange;
use crate::schema::Database;
use crate::value::Text;

/// Understands what a plan leaves to others: expressions and checks.
pub trait Language {
    /// An expression.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with it.
    fn expression(&self, text: &str) -> Result<Box<dyn Formula>, String>;

    /// What the records of a store have to be like.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with it.
    fn check(&self, check: &StoreCheck) -> Result<Box<dyn Check>, String>;
}

/// Why migrations cannot be run on a database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", place(*.version, *.operation))]
pub struct CompileError {
    /// The version that the migration leads to.
    pub version: u64,
    /// The operation's position in the migration; none for its checks.
    pub operation: Option<usize>,
    /// A sentence that says what is wrong.
    pub problem: String,
}

fn place(version: u64, operation: Option<usize>) -> String {
    match operation {
        Some(operation) => format!("migration to version {version}, operation {}", operation + 1),
        None => format!("migration to version {version}, validation"),
    }
}

/// Makes a program of migrations that run one after another on a database.
///
/// # Errors
///
/// Where an operation does not fit the database as it is when its turn comes, or an expression or
/// a check cannot be read.
pub fn compile(
    present: &Database,
    migrations: &[&Migration],
    language: &dyn Language,
) -> Result<Program, CompileError> {
    let mut compiler = Compiler {
        language,
        stores: present
            .stores
            .iter()
            .enumerate()
            .map(|(at, store)| Live::present(at, store))
            .collect(),
        operations: Vec::new(),
        dropped: Vec::new(),
        steps_of_dropped: Vec::new(),
        dropped_indexes: Vec::new(),
        present,
    };
    for (position, migration) in migrations.iter().enumerate() {
        compiler.migration(position, migration)?;
    }
    let version = migrations.last().map_or(present.version, |migration| migration.version);
    let while_used = matches!(migrations, [only] if only.strategy == Strategy::Lazy);
    Ok(compiler.program(present, version, while_used))
}

struct Compiler<'l> {
    language: &'l dyn Language,
    /// The stores as they are when the present operation's turn comes.
    stores: Vec<Live>,
    operations: Vec<OperationName>,
    dropped: Vec<Dropped>,
    /// What was to be done with the records of present stores, in stores that are dropped.
    steps_of_dropped: Vec<(usize, Vec<Rc<PlacedStep>>)>,
    dropped_indexes: Vec<DroppedIndex>,
    present: &'l Database,
}

/// Where the compiler is.
#[derive(Clone, Copy)]
struct At<'m> {
    position: usize,
    migration: &'m Migration,
    operation: Option<usize>,
}

impl At<'_> {
    fn error(&self, problem: impl Into<String>) -> CompileError {
        let (version, operation) = (self.migration.version, self.operation);
        CompileError { version, operation, problem: problem.into() }
    }

    fn on_fault(&self) -> OnFault {
        match self.migration.on_invalid {
            OnInvalid::Halt => OnFault::Halt,
            OnInvalid::Skip => OnFault::Skip,
            OnInvalid::Quarantine => OnFault::Quarantine,
        }
    }
}

impl Compiler<'_> {
    fn migration(&mut self, position: usize, migration: &Migration) -> Result<(), CompileError> {
        let at = At { position, migration, operation: None };
        for (store, check) in &migration.validate.before {
            self.check(at, store, check)?;
        }
        for (operation, what) in migration.operations.iter().enumerate() {
            self.operation(At { operation: Some(operation), ..at }, what)?;
        }
        if migration.strategy == Strategy::Lazy {
            self.mark(at)?;
        }
        for (store, check) in &migration.validate.after {
            self.check(at, store, check)?;
        }
        Ok(())
    }

    /// Has the records that a lazy migration changes carry its version, and those that carry it
    /// pass it by.
    fn mark(&mut self, at: At<'_>) -> Result<(), CompileError> {
        let field =
            lower::field(&at.migration.version_field()).map_err(|problem| at.error(problem))?;
        let mark = Rc::new(VersionMark { field, version: at.migration.version });
        for store in 0..self.stores.len() {
            let Some(live) = self.stores.get(store) else { continue };
            let own = |step: &Rc<PlacedStep>| step.migration == at.position;
            let Some(first) = live.steps.iter().position(own) else { continue };
            if !live.steps.iter().any(|step| own(step) && step.action.changes()) {
                continue;
            }
            let name = live.schema.name.clone();
            self.name(at, "version_field", &name);
            let begin = self.placed(at, Action::PassIfOn(Rc::clone(&mark)));
            let end = self.placed(at, Action::Mark(Rc::clone(&mark)));
            if let Some(live) = self.stores.get_mut(store) {
                live.steps.insert(first, begin);
                live.steps.push(end);
            }
        }
        Ok(())
    }

    fn check(&mut self, at: At<'_>, store: &str, check: &StoreCheck) -> Result<(), CompileError> {
        let name = Text::from(store);
        let action = self.language.check(check).map_err(|problem| at.error(problem))?;
        self.name(at, "validate", &name);
        self.step(at, &name, Action::Check(action))
    }

    fn operation(&mut self, at: At<'_>, operation: &Operation) -> Result<(), CompileError> {
        self.name(at, operation.name(), operation.store());
        let error = |problem: String| at.error(problem);
        let store = operation.store();
        let maker = self.operations.len().saturating_sub(1);
        match operation {
            Operation::CreateStore(create) => {
                self.require_free(at, store)?;
                self.stores.push(Live::created(create, maker));
            }
            Operation::DropStore(_) => {
                let position = self.position(at, store)?;
                let Live { origin, steps, .. } = self.stores.remove(position);
                if let Origin::Kept(store) = origin {
                    self.dropped.push(Dropped { store, operation: maker });
                }
                if let Origin::Kept(store) | Origin::Copied(store) = origin
                    && !steps.is_empty()
                {
                    self.steps_of_dropped.push((store, steps));
                }
            }
            Operation::RenameStore(rename) => {
                self.require_free(at, &rename.to)?;
                self.live(at, store)?.schema.name = rename.to.clone();
            }
            Operation::CopyStore(copy) => {
                self.require_free(at, &copy.to)?;
                let mut live = self.live(at, store)?.copied(&copy.to);
                let condition = copy.condition.as_ref();
                let condition =
                    condition.map(|text| self.expression(at, text.as_str())).transpose()?;
                live.steps.push(self.placed(at, Action::Copy(condition)));
                self.stores.push(live);
            }
            Operation::ChangeKeyPath(change) => {
                let rekey = self.placed(at, Action::Rekey(change.key_path.clone()));
                self.live(at, store)?.rekey(change, rekey);
            }
            Operation::CreateIndex(create) => {
                self.live(at, store)?.create_index(&create.definition, maker).map_err(error)?;
            }
            Operation::DropIndex(drop) => {
                let live = self.live(at, store)?;
                let dropped = live.drop_index(&drop.index).map_err(error)?;
                if let (Origin::Kept(store), Some(name)) = (live.origin, dropped) {
                    let indexes = self.present.stores.get(store).map(|store| &store.indexes);
                    let index = indexes.into_iter().flatten().position(|index| index.name == name);
                    self.dropped_indexes.extend(index.map(|index| DroppedIndex {
                        store,
                        index,
                        operation: maker,
                    }));
                }
            }
            Operation::RenameIndex(rename) => {
                self.live(at, store)?.rename_index(&rename.index, &rename.to).map_err(error)?;
            }
            Operation::Insert(insert) => {
                for record in &insert.records {
                    let seed = lower::seed(record, insert.on_conflict, maker, self.language)
                        .map_err(error)?;
                    let live = self.live(at, store)?;
                    live.seeds.push((live.steps.len(), seed));
                }
                self.live(at, store)?.changed_by(maker);
            }
            _ => {
                let step = lower::step(operation, self.language).map_err(error)?;
                self.step(at, store, Action::Change(step))?;
                self.live(at, store)?.changed_by(maker);
            }
        }
        Ok(())
    }

    fn expression(&self, at: At<'_>, text: &str) -> Result<Box<dyn Formula>, CompileError> {
        self.language.expression(text).map_err(|problem| at.error(problem))
    }

    fn name(&mut self, at: At<'_>, name: &str, store: &Text) {
        self.operations.push(OperationName {
            migration: at.position,
            version: at.migration.version,
            operation: at.operation,
            name: name.to_owned(),
            store: store.clone(),
        });
    }

    fn placed(&self, at: At<'_>, action: Action) -> Rc<PlacedStep> {
        Rc::new(PlacedStep {
            operation: self.operations.len().saturating_sub(1),
            migration: at.position,
            on_fault: at.on_fault(),
            action,
        })
    }

    fn step(&mut self, at: At<'_>, store: &Text, action: Action) -> Result<(), CompileError> {
        let step = self.placed(at, action);
        self.live(at, store)?.steps.push(step);
        Ok(())
    }

    fn position(&self, at: At<'_>, store: &Text) -> Result<usize, CompileError> {
        self.stores.iter().position(|live| live.schema.name == *store).ok_or_else(|| {
            at.error(format!("there is no object store {:?} then", store.to_string_lossy()))
        })
    }

    fn live(&mut self, at: At<'_>, store: &Text) -> Result<&mut Live, CompileError> {
        let position = self.position(at, store)?;
        self.stores.get_mut(position).ok_or_else(|| at.error("there is no such object store then"))
    }

    fn require_free(&self, at: At<'_>, store: &Text) -> Result<(), CompileError> {
        match self.position(at, store) {
            Err(_) => Ok(()),
            Ok(_) => Err(at.error(format!(
                "there is an object store {:?} already then",
                store.to_string_lossy()
            ))),
        }
    }

    fn program(mut self, present: &Database, version: u64, while_used: bool) -> Program {
        // As the browser lists them.
        self.stores.sort_by_key(|live| live.schema.name.to_utf16());
        let mut routes: Vec<Route> = (0..present.stores.len())
            .map(|store| Route { store, ways: Vec::new(), dropped: Vec::new() })
            .collect();
        for (store, steps) in self.steps_of_dropped {
            if let Some(route) = routes.get_mut(store) {
                route.dropped.push(steps);
            }
        }
        let mut target = Database { name: present.name.clone(), version, stores: Vec::new() };
        let mut changes = Vec::new();
        let mut seeds = Vec::new();
        let mut makers = Vec::new();
        for (position, live) in self.stores.into_iter().enumerate() {
            let Live { schema, origin, mut index_from, makers: made, steps, seeds: planted } = live;
            let in_place = matches!(origin, Origin::Kept(_));
            let changes_records =
                !planted.is_empty() || steps.iter().any(|step| step.action.changes());
            if changes_records {
                // Made anew over what the records become: on the way there, two records may
                // have one key of a unique index.
                for (from, index) in index_from.iter_mut().zip(&schema.indexes) {
                    if index.unique {
                        *from = None;
                    }
                }
            }
            let has_new_unique = schema
                .indexes
                .iter()
                .zip(&index_from)
                .any(|(index, from)| index.unique && from.is_none());
            let source = match origin {
                // It is as it was, but for its names and indexes.
                Origin::Kept(_) if steps.is_empty() && planted.is_empty() && !has_new_unique => {
                    None
                }
                Origin::Kept(at) | Origin::Copied(at) => Some(at),
                Origin::Created => None,
            };
            let from = match origin {
                Origin::Kept(at) => present.stores.get(at).map(|store| store.name.clone()),
                _ => None,
            };
            for (begin, seed) in planted {
                let steps = steps.get(begin..).unwrap_or_default().to_vec();
                seeds.push(Seed { target: position, steps, ..seed });
            }
            if let Some(route) = source.and_then(|at| routes.get_mut(at)) {
                route.ways.push(Way { target: position, in_place, steps });
            }
            changes.push(StoreChange { from, indexes: index_from });
            makers.push(made);
            target.stores.push(schema);
        }
        routes.retain(|route| !route.ways.is_empty() || !route.dropped.is_empty());
        Program {
            present: present.clone(),
            target,
            changes,
            routes,
            seeds,
            operations: self.operations,
            while_used,
            makers,
            dropped: self.dropped,
            dropped_indexes: self.dropped_indexes,
        }
    }
}
