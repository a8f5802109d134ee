//! What of a database a parallel migration makes beside it.

use super::program::{Program, Way};
use crate::protocol::StoreChange;
use crate::schema::{Database, Store};
use crate::value::Text;

impl Program {
    /// For each store of the target, whether its records are made anew beside the database:
    /// those that the program can change, and those that are new. The others stay where they are.
    pub fn remade(&self) -> Vec<bool> {
        let has_way = |at: usize, holds: fn(&Way) -> bool| {
            let mut ways = self.routes.iter().flat_map(|route| &route.ways);
            ways.any(|way| way.target == at && holds(way))
        };
        let is_planted = |at: usize| self.seeds.iter().any(|seed| seed.target == at);
        self.changes
            .iter()
            .enumerate()
            .map(|(at, change)| change.from.is_none() || has_way(at, Way::writes) || is_planted(at))
            .collect()
    }

    /// The positions of the target's stores that are remade.
    pub fn remade_stores(&self) -> Vec<usize> {
        self.remade().into_iter().enumerate().filter_map(|(at, is)| is.then_some(at)).collect()
    }

    /// The routes whose records go into remade stores, by their positions.
    pub fn remaking_routes(&self) -> Vec<usize> {
        let remade = self.remade();
        let is_remade = |way: &Way| remade.get(way.target).copied().unwrap_or_default();
        let of =
            |(at, route): (usize, &super::Route)| route.ways.iter().any(is_remade).then_some(at);
        self.routes.iter().enumerate().filter_map(of).collect()
    }

    /// A database of this name that holds the records of the remade stores, and nothing besides:
    /// their generators and indexes come when they take the others' place.
    pub fn beside(&self, name: Text) -> Database {
        let stores = self.remade_stores().into_iter().filter_map(|at| self.target.stores.get(at));
        let bare = |store: &Store| Store {
            auto_increment: false,
            next_key: None,
            indexes: Vec::new(),
            records: 0,
            ..store.clone()
        };
        Database { name, version: 1, stores: stores.map(bare).collect() }
    }

    /// What each store of the target is made of where the remade ones are.
    pub fn changes_beside(&self) -> Vec<StoreChange> {
        let remade = self.remade();
        self.changes
            .iter()
            .zip(remade)
            .map(|(change, is_remade)| match is_remade {
                true => StoreChange { from: None, indexes: vec![None; change.indexes.len()] },
                false => change.clone(),
            })
            .collect()
    }
}
