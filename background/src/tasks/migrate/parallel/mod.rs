//! Migrating a database while the site uses it: what it becomes is made beside it, brought up to
//! what the site wrote meanwhile, and put in its place at the end.

mod catch_up;
mod changes;
mod compare;
mod copy;
mod course;
mod end;
mod outputs;
mod states;
mod switch;

pub use end::{abandon, contract};
