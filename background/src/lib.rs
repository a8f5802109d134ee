//! The background worker: routes requests, runs operations, and owns backups, vault and journal.
//!
//! `static/background.js` attaches the listeners before this module is ready and forwards to
//! [`entry`].
#![cfg(target_arch = "wasm32")]

mod agent;
mod app;
mod chunks;
mod dock;
pub mod entry;
mod failure;
mod lookout;
mod operations;
mod opfs;
mod reflect;
mod router;
mod store;
mod tasks;
mod vault;
