//! Looking at records for what one wants to know, also at those that a program has no use for.

use super::key_path::{Sizes, index_keys};
use super::program::Program;
use super::run::{Attachments, Run};
use super::survey::About;
use crate::value::{DecodeError, Graph, decode_record};

impl Run<'_> {
    /// The present stores whose records have something to say: those of the routes, and those of
    /// dropped stores and indexes that one asks about.
    pub fn stores_to_read(&self) -> Vec<usize> {
        let Program { routes, dropped, dropped_indexes, .. } = self.program;
        let survey = &self.tally.survey;
        let asked = dropped.iter().filter(|one| survey.asks(one.operation, &About::Dropped));
        let indexes =
            dropped_indexes.iter().filter(|one| survey.asks(one.operation, &About::Indexed));
        let mut stores: Vec<usize> = routes.iter().map(|route| route.store).collect();
        stores.extend(asked.map(|one| one.store).chain(indexes.map(|one| one.store)));
        stores.sort_unstable();
        stores.dedup();
        stores
    }

    /// Takes a record of a present store, whether there is a route for it or not. Nothing is said
    /// of what has to be written.
    ///
    /// # Errors
    ///
    /// Where the bytes are no record.
    pub fn look(
        &mut self,
        store: usize,
        bytes: &[u8],
        attachments: &dyn Attachments,
    ) -> Result<(), DecodeError> {
        let program = self.program;
        let record = decode_record(bytes)?;
        for dropped in program.dropped.iter().filter(|dropped| dropped.store == store) {
            let is_it = |about: &About| *about == About::Dropped;
            self.tally.survey.see(dropped.operation, &record.key, is_it);
        }
        let mut graph = None;
        for dropped in program.dropped_indexes.iter().filter(|dropped| dropped.store == store) {
            let indexes = program.present.stores.get(store).map(|store| &store.indexes);
            let Some(index) = indexes.and_then(|indexes| indexes.get(dropped.index)) else {
                continue;
            };
            let graph = graph.get_or_insert_with(|| Graph::new(record.value.clone()));
            let size = |ordinal| attachments.size(ordinal);
            if !index_keys(graph, index, &Sizes(&size)).is_empty() {
                let is_it = |about: &About| *about == About::Indexed;
                self.tally.survey.see(dropped.operation, &record.key, is_it);
            }
        }
        match program.routes.iter().position(|route| route.store == store) {
            Some(route) => self.record(route, bytes, attachments).map(drop),
            None => Ok(()),
        }
    }
}
