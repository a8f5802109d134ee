//! Plans with the places of their parts.

use std::fmt;

use super::chain::check_chain;
use super::cursor::{Cursor, Problems};
use super::decode::Decode;
use crate::plan::json::{Kind, Node, Pointer, Position, read};
use crate::plan::model::{Migration, Plan};
use crate::plan::problem::{Problem, Trouble};
use crate::value::Text;

/// A plan, and where its parts stand in the text.
#[derive(Clone, Debug)]
pub struct ParsedPlan {
    /// The plan.
    pub plan: Plan,
    root: Node,
}

impl ParsedPlan {
    /// Where the value of this pointer begins; none where there is none.
    pub fn position(&self, pointer: &Pointer) -> Option<Position> {
        let mut node = &self.root;
        for step in pointer.as_str().split('/').skip(1) {
            let name = step.replace("~1", "/").replace("~0", "~");
            node = match &node.kind {
                Kind::Object(members) => &members.iter().find(|member| member.name == name)?.value,
                Kind::Array(elements) => elements.get(name.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node.position)
    }

    /// The position of the migration that takes a database to a version; none where there is none.
    pub fn migration(&self, database: &Text, version: u64) -> Option<usize> {
        let is_it = |own: &Migration| own.database == *database && own.version == version;
        self.plan.migrations.iter().position(is_it)
    }

    /// Something wrong with a migration, with its place in the text. The pointer leads from the
    /// migration.
    pub fn problem(&self, migration: usize, pointer: &Pointer, trouble: Trouble) -> Problem {
        let pointer = Pointer::root().member("migrations").element(migration).join(pointer);
        // What is not said in the plan has no place there, but what it is missing from has.
        let position = pointer.outward().find_map(|pointer| self.position(&pointer));
        Problem { trouble, pointer, position }
    }
}

/// Why a text is no plan: one problem at least, in the order of the text, at most
/// [`MAX_PROBLEMS`](crate::plan::MAX_PROBLEMS).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError {
    /// The problems.
    pub problems: Vec<Problem>,
}

impl fmt::Display for PlanError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PlanError {}

/// Reads a plan.
///
/// # Errors
///
/// All that is wrong with it, as far as that can be told.
pub fn parse(text: &str) -> Result<ParsedPlan, PlanError> {
    let mut found = Vec::new();
    let root = read(text, &mut found);
    let mut problems = Problems::new(found);
    let plan = root.as_ref().and_then(|root| {
        let cursor = Cursor::root(root);
        let plan = Plan::decode(&cursor, &mut problems)?;
        check_chain(&cursor, &plan, &mut problems);
        Some(plan)
    });
    match (plan, root, problems.end()) {
        (Some(plan), Some(root), problems) if problems.is_empty() => Ok(ParsedPlan { plan, root }),
        (_, _, problems) => Err(PlanError { problems }),
    }
}
