//! Tests over more than one part of the module.

mod apply_schema;
mod digest;
mod examples;
mod history;
mod lazy;
mod lint;
mod lint_indexes;
mod parse;

pub(super) use digest::MIGRATIONS;
pub(super) use examples::{Example, examples};
pub(super) use parse::{MISTAKES, with};
use serde_json::{Value, json};

use super::{Migration, parse as parse_plan};
use crate::schema::Database;

/// The migration of database `shop` from version 1 to 2 with these operations.
fn migration(operations: Value) -> Migration {
    let text = json!({ "format": 1, "migrations": [
        { "database": "shop", "version": 2, "operations": operations }
    ] });
    let plan = parse_plan(&text.to_string()).unwrap_or_else(|error| panic!("{error}")).plan;
    plan.migrations.into_iter().next().unwrap()
}

/// Database `shop` at version 1: `orders` with key path `id`, a key generator and index `by_day`
/// on `day`; `settings` with neither.
fn shop() -> Database {
    let index =
        json!({ "name": "by_day", "key_path": "day", "unique": false, "multi_entry": false });
    serde_json::from_value(json!({ "name": "shop", "version": 1, "stores": [
        { "name": "orders", "key_path": "id", "auto_increment": true, "next_key": 8,
          "indexes": [index], "records": 7 },
        { "name": "settings", "key_path": null, "auto_increment": false, "next_key": null,
          "indexes": [], "records": 1 },
    ] }))
    .unwrap()
}
