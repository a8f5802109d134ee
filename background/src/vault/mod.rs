//! The vault: a database of the extension's own for values that no archive can hold, such as
//! CryptoKeys that cannot be exported. An archive refers to them by id; only the browser that
//! made the archive has them.

mod database;
mod request;

pub use database::{Item, Vault};
