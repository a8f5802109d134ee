//! A store while a plan is being compiled: as it is when the next operation's turn comes.

use std::rc::Rc;

use super::program::{IndexMakers, Makers, PlacedStep, Seed};
use crate::plan::{ChangeKeyPath, CreateStore, IndexDefinition};
use crate::schema::{Index, Store};
use crate::value::Text;

/// Where a store's records come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is the present store at this position, perhaps under another name.
    Kept(usize),
    /// It is new, with the records of the present store at this position.
    Copied(usize),
    /// It is new, and empty.
    Created,
}

/// A store.
pub struct Live {
    /// What it is like.
    pub schema: Store,
    /// Where its records come from.
    pub origin: Origin,
    /// For each of its indexes, what that is called in the present store; none for a new one.
    pub index_from: Vec<Option<Text>>,
    /// The operations that made it so.
    pub makers: Makers,
    /// What is done with each record.
    pub steps: Vec<Rc<PlacedStep>>,
    /// What is added, with the number of steps that were there before.
    pub seeds: Vec<(usize, Seed)>,
}

impl Live {
    /// A store that is there.
    pub fn present(at: usize, store: &Store) -> Self {
        Self {
            schema: store.clone(),
            origin: Origin::Kept(at),
            index_from: store.indexes.iter().map(|index| Some(index.name.clone())).collect(),
            makers: Makers {
                indexes: vec![IndexMakers::default(); store.indexes.len()],
                keys: None,
            },
            steps: Vec::new(),
            seeds: Vec::new(),
        }
    }

    /// A new store, made by an operation.
    pub fn created(create: &CreateStore, operation: usize) -> Self {
        let indexes: Vec<Index> = create.indexes.iter().map(index).collect();
        Self {
            index_from: vec![None; indexes.len()],
            makers: Makers { indexes: vec![made_by(operation); indexes.len()], keys: None },
            schema: Store {
                name: create.store.clone(),
                key_path: create.key_path.clone(),
                auto_increment: create.auto_increment,
                next_key: create.auto_increment.then_some(1),
                indexes,
                records: 0,
            },
            origin: Origin::Created,
            steps: Vec::new(),
            seeds: Vec::new(),
        }
    }

    /// A new store with what this one has. What made that, made it so there as well.
    pub fn copied(&self, name: &Text) -> Self {
        let mut makers = self.makers.clone();
        // What these do is told of the store that they change.
        makers.indexes.iter_mut().for_each(|makers| makers.changers.clear());
        Self {
            schema: Store { name: name.clone(), ..self.schema.clone() },
            origin: self.copied_origin(),
            index_from: vec![None; self.schema.indexes.len()],
            makers,
            steps: self.steps.clone(),
            seeds: self
                .seeds
                .iter()
                .map(|(at, seed)| (*at, Seed { copied: true, ..seed.clone() }))
                .collect(),
        }
    }

    /// The store has to be made anew for it.
    pub fn rekey(&mut self, change: &ChangeKeyPath, step: Rc<PlacedStep>) {
        self.origin = self.copied_origin();
        self.index_from = vec![None; self.schema.indexes.len()];
        self.schema.key_path = change.key_path.clone();
        if let Some(auto_increment) = change.auto_increment {
            self.schema.auto_increment = auto_increment;
            let next_key = self.schema.next_key.or(Some(1));
            self.schema.next_key = auto_increment.then_some(next_key).flatten();
        }
        self.makers.keys = Some(step.operation);
        self.steps.push(step);
    }

    /// An operation changes its records, or adds some.
    pub fn changed_by(&mut self, operation: usize) {
        for (index, makers) in self.schema.indexes.iter().zip(&mut self.makers.indexes) {
            if index.unique {
                makers.changers.push((operation, index.name.clone()));
            }
        }
    }

    /// Adds an index, by an operation.
    pub fn create_index(
        &mut self,
        definition: &IndexDefinition,
        operation: usize,
    ) -> Result<(), String> {
        if self.index_at(&definition.index).is_ok() {
            return Err(format!(
                "there is an index {:?} already then",
                definition.index.to_string_lossy()
            ));
        }
        self.schema.indexes.push(index(definition));
        self.index_from.push(None);
        self.makers.indexes.push(made_by(operation));
        self.sort_indexes();
        Ok(())
    }

    /// Takes an index out.
    /// Gives what it was called in the present store.
    pub fn drop_index(&mut self, name: &Text) -> Result<Option<Text>, String> {
        let at = self.index_at(name)?;
        self.schema.indexes.remove(at);
        self.makers.indexes.remove(at);
        Ok(self.index_from.remove(at))
    }

    /// Gives an index another name.
    pub fn rename_index(&mut self, name: &Text, to: &Text) -> Result<(), String> {
        let at = self.index_at(name)?;
        if name != to && self.index_at(to).is_ok() {
            return Err(format!("there is an index {:?} already then", to.to_string_lossy()));
        }
        if let Some(index) = self.schema.indexes.get_mut(at) {
            index.name = to.clone();
        }
        self.sort_indexes();
        Ok(())
    }

    fn index_at(&self, name: &Text) -> Result<usize, String> {
        self.schema
            .indexes
            .iter()
            .position(|index| index.name == *name)
            .ok_or_else(|| format!("there is no index {:?} then", name.to_string_lossy()))
    }

    /// As the browser lists them.
    fn sort_indexes(&mut self) {
        let mut all: Vec<(Index, Option<Text>, IndexMakers)> = self
            .schema
            .indexes
            .drain(..)
            .zip(self.index_from.drain(..))
            .zip(self.makers.indexes.drain(..))
            .map(|((index, from), maker)| (index, from, maker))
            .collect();
        all.sort_by_key(|(index, ..)| index.name.to_utf16());
        for (index, from, maker) in all {
            self.schema.indexes.push(index);
            self.index_from.push(from);
            self.makers.indexes.push(maker);
        }
    }

    fn copied_origin(&self) -> Origin {
        match self.origin {
            Origin::Kept(at) | Origin::Copied(at) => Origin::Copied(at),
            Origin::Created => Origin::Created,
        }
    }
}

fn made_by(operation: usize) -> IndexMakers {
    IndexMakers { maker: Some(operation), changers: Vec::new() }
}

fn index(definition: &IndexDefinition) -> Index {
    Index {
        name: definition.index.clone(),
        key_path: definition.key_path.clone(),
        unique: definition.unique,
        multi_entry: definition.multi_entry,
    }
}
