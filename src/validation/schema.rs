//! A schema, ready to be asked.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::compile::compile;
use super::machine::{MOST_FAULTS, Machine, Mismatch};
use super::node::{Node, NodeId};
use super::problem::SchemaProblem;
use crate::value::Value;

/// A [JSON Schema](https://json-schema.org/draft/2020-12) over JavaScript's values.
pub struct Schema {
    /// The first is the whole.
    nodes: Vec<Node>,
    /// The dynamic anchors of each schema resource.
    dynamic: Vec<HashMap<String, NodeId>>,
}

impl Schema {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// All that is wrong with it: one problem at least.
    pub fn new(schema: &Json) -> Result<Self, Vec<SchemaProblem>> {
        let (nodes, dynamic) = compile(schema)?;
        Ok(Self { nodes, dynamic })
    }

    /// Where a value is not as the schema asks: the first faults, none where it is.
    pub fn check(&self, value: &Value) -> Vec<Mismatch> {
        Machine::run(&self.nodes, &self.dynamic, value, MOST_FAULTS).1
    }

    /// Whether a value is as the schema asks.
    pub fn allows(&self, value: &Value) -> bool {
        Machine::run(&self.nodes, &self.dynamic, value, 0).0
    }
}
