//! Which operations a page shows.

use drydock::messages::OperationState;

/// Which operations a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of every origin.
    All,
    /// Those of one origin; none while it is not known.
    Origin(Option<String>),
    /// Those of one origin, and trials of plans on backups, which belong to none.
    Plans(Option<String>),
}

impl Scope {
    /// Whether it shows an operation.
    pub fn shows(&self, state: &OperationState) -> bool {
        match self {
            Self::All => true,
            Self::Origin(origin) => origin.as_ref() == Some(&state.origin),
            Self::Plans(origin) => origin.as_ref() == Some(&state.origin) || state.kind == "dryRun",
        }
    }

    /// Whether it shows what came of an operation when it has ended. What else was done to the site
    /// is of no interest where plans are.
    pub fn recalls(&self, state: &OperationState) -> bool {
        let kinds = ["migrate", "resume", "abandon", "rehearse", "dryRun", "recover"];
        let plans = !matches!(self, Self::Plans(_)) || kinds.contains(&state.kind.as_str());
        plans && self.shows(state)
    }

    /// The same kind of scope for this origin.
    pub fn at(&self, origin: String) -> Self {
        match self {
            Self::All => Self::All,
            Self::Origin(_) => Self::Origin(Some(origin)),
            Self::Plans(_) => Self::Plans(Some(origin)),
        }
    }

    /// Whether one of the operations that this scope shows runs.
    pub fn has_running(&self, operations: &[OperationState]) -> bool {
        operations.iter().any(|state| state.result.is_none() && self.shows(state))
    }
}
