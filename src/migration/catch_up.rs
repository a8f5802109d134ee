//! Bringing what was made of a database up to what became of the database.

use super::program::Program;
use super::report::MigrationReport;
use super::run::{Attachments, Run, Write};
use super::settle::removal;
use crate::diff::Change;
use crate::value::{DecodeError, decode_record_key};

/// Takes the records that differ between two states through a program.
///
/// All removals are to be done before the first put: a key that one record gave up another one
/// may have. Both may be done again, or over what is done already, and come to the same.
pub struct CatchUp<'p> {
    before: Run<'p>,
    after: Run<'p>,
}

impl<'p> CatchUp<'p> {
    /// For a program whose remade stores hold what it made of the former state.
    pub fn new(program: &'p Program) -> Self {
        Self { before: Run::remaking(program), after: Run::remaking(program) }
    }

    /// What the remade stores hold for a record as it was, to be deleted.
    ///
    /// # Errors
    ///
    /// Where the bytes are no record.
    pub fn removals(
        &mut self,
        route: usize,
        change: &Change,
        attachments: &dyn Attachments,
    ) -> Result<Vec<Write>, DecodeError> {
        let Some(before) = &change.before else { return Ok(Vec::new()) };
        let mut removals = Vec::new();
        for write in self.before.record(route, before, attachments)? {
            if let Write::Put { store, record, .. } = write {
                removals.push(removal(store, &decode_record_key(&record)?));
            }
        }
        Ok(removals)
    }

    /// What the remade stores hold for a record as it is.
    ///
    /// # Errors
    ///
    /// Where the bytes are no record.
    pub fn puts(
        &mut self,
        route: usize,
        change: &Change,
        attachments: &dyn Attachments,
    ) -> Result<Vec<Write>, DecodeError> {
        match &change.after {
            Some(after) => self.after.record(route, after, attachments),
            None => Ok(Vec::new()),
        }
    }

    /// What was found with the records as they are.
    pub fn report(self) -> MigrationReport {
        self.after.finish().report
    }
}
