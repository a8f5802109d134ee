//! JSON Schema over JavaScript's values
//! ([draft 2020-12](https://json-schema.org/draft/2020-12)).
//!
//! `docs/validation.md` says what a schema can say. [`Schema::new`] reads one, and refuses what it
//! does not know; [`Schema::check`] tells where a value is not as the schema wants it. No value
//! makes it run without end or out of stack, whatever it and the schema refer to.

mod asserts;
mod canonical;
mod compile;
mod decimal;
mod definitions;
mod deliver;
mod elements;
mod evaluated;
mod expected;
mod fill;
mod frame;
mod instance;
mod json;
mod keywords;
mod locate;
mod loops;
mod machine;
mod node;
mod pattern;
mod pattern_class;
mod problem;
mod read;
mod schema;
mod uri;

pub use expected::MISSING;
pub use machine::Mismatch;
pub use problem::SchemaProblem;
pub use schema::Schema;
