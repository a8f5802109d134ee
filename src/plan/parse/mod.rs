//! Reading a plan: every problem of it at once, each with its place.

mod chain;
mod cursor;
mod decode;
mod fields;
mod lazy;
mod members;
mod migration;
mod operation;
mod parsed;
mod paths;
mod records;
mod stores;

pub use parsed::{ParsedPlan, PlanError, parse};
