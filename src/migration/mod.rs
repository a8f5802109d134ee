//! Migrations: what a plan makes of a database and of its records.
//!
//! [`compile`] makes a [`Program`] of a plan's migrations; a [`Run`] takes the database's records
//! through it and says what has to be written. It is run twice: over a backup, which finds every
//! fault before anything is touched, and then in the transaction that migrates the database.

mod ask;
mod catch_up;
mod compile;
mod convert;
mod evaluate;
mod fault;
mod fields;
mod filling;
mod fingerprint;
mod follow;
mod formula;
mod journal;
mod json;
mod key_path;
mod language;
mod lazy;
mod live;
mod look;
mod lower;
mod merge;
mod passing;
mod place;
mod program;
mod remade;
mod report;
mod run;
mod scaffold;
mod seeds;
mod settle;
mod site_opens;
mod split;
mod step;
mod survey;
mod tally;
mod under_way;
mod unique;
mod version_mark;
mod working;

pub use ask::question;
pub use catch_up::CatchUp;
pub use compile::{CompileError, Language, compile};
pub use fault::{Fault, FaultCode};
pub use fingerprint::Fingerprint;
pub use formula::{Check, Formula, Scope};
pub use journal::MigrationJournal;
#[cfg(test)]
pub(crate) use json::from_json;
pub use language::Languages;
pub use lazy::schema_part;
pub use passing::{Found, Passing};
pub use program::{Dropped, DroppedIndex, IndexMakers, Makers, OperationName, Program, Route};
pub use report::{
    MigrationOutcome, MigrationReport, OperationReport, RecordFailure, Sample, VersionReport,
};
pub use run::{Attachments, Finished, Run, Write};
pub use scaffold::Scaffold;
pub use site_opens::{SiteOpens, SiteRefusal};
pub use survey::{About, Question, Seen};
pub use under_way::{Course, Lazy, Parallel, ParallelPhase, Quarantine, UnderWay};
