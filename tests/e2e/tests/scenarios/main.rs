//! The end-to-end tests, a file for each thing that is shown. They are one program, so that the
//! machine always has a browser to run: many programs, one after the other, would each end with
//! one last test alone.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value gives null where there is nothing"
)]

mod across_browsers;
mod archives;
mod bad_files;
mod blobs;
mod busy;
mod choices;
mod choose_parts;
mod connections;
mod crash;
mod failed_undo;
mod faults;
mod history;
mod interrupted_lazy;
mod interrupted_migrations;
mod interrupted_parallel;
mod interrupted_rehearsals;
mod interrupted_undo;
mod interruptions;
mod large_records;
mod lazy;
mod libraries;
mod library_strategies;
mod main_thread;
mod meanwhile;
mod memory;
mod migrate_page;
mod migrate_page_plan;
mod migrated;
mod migrations;
mod notes;
mod operations;
mod parallel;
mod parallel_keys;
mod payload;
mod permissions;
mod popup;
mod popup_buttons;
mod quarantine;
mod quota;
mod sequential_versions;
mod several_databases;
mod several_databases_crash;
mod unfinished_files;
mod unsupported;
mod validation;
mod values;
mod verification;
mod version_errors;
