//! Which migrations run.

use super::model::{Migration, Plan};
use super::nearest::nearest;
use super::problem::suggestion;
use crate::value::Text;

/// Why no migration can run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PendingError {
    /// The plan has no migration for the database.
    #[error("the plan has no migration for database {database:?}{}", suggestion(nearest))]
    NotInPlan {
        /// The database.
        database: String,
        /// The plan's database most like it.
        nearest: Option<String>,
    },
    /// The database is beyond the plan.
    #[error(
        "database {database:?} is at version {version}, and the plan ends at version {last}: the \
         plan is too old for it"
    )]
    TooNew {
        /// The database.
        database: String,
        /// Its version.
        version: u64,
        /// The version at which the plan ends.
        last: u64,
    },
    /// No migration begins at the version of the database.
    #[error(
        "database {database:?} is at version {version}, and the plan's next migration begins at \
         version {next}: what leads there is missing"
    )]
    Gap {
        /// The database.
        database: String,
        /// Its version.
        version: u64,
        /// The version at which the next migration begins.
        next: u64,
    },
}

impl PendingError {
    /// The code: stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInPlan { .. } => "not-in-plan",
            Self::TooNew { .. } => "too-new",
            Self::Gap { .. } => "gap",
        }
    }
}

/// The migrations that take a database from its version to the plan's last one, in order; none
/// where it is there. Version 0 is a database that does not exist.
///
/// # Errors
///
/// Where the plan cannot take it there; both versions are named.
pub fn pending<'p>(
    plan: &'p Plan,
    database: &Text,
    version: u64,
) -> Result<Vec<&'p Migration>, PendingError> {
    let name = || database.to_string_lossy().into_owned();
    let own = || plan.migrations.iter().filter(|migration| migration.database == *database);
    let Some(last) = own().map(|migration| migration.version).max() else {
        let names: Vec<_> =
            plan.migrations.iter().map(|migration| migration.database.to_string_lossy()).collect();
        let nearest = nearest(&name(), names.iter().map(AsRef::as_ref));
        return Err(PendingError::NotInPlan { database: name(), nearest });
    };
    if version > last {
        return Err(PendingError::TooNew { database: name(), version, last });
    }
    let pending: Vec<&Migration> = own().filter(|migration| migration.version > version).collect();
    let mut reached = version;
    for migration in &pending {
        let next = migration.start();
        if next != reached {
            return Err(PendingError::Gap { database: name(), version: reached, next });
        }
        reached = migration.version;
    }
    Ok(pending)
}

#[cfg(test)]
mod tests {
    use super::{PendingError, pending};
    use crate::plan::parse;

    fn versions(chain: &[(u64, u64)], version: u64) -> Result<Vec<u64>, PendingError> {
        let migrations: Vec<_> = chain
            .iter()
            .map(|(from, to)| {
                serde_json::json!({
                    "database": "shop", "from": from, "version": to,
                    "operations": [{ "drop_store": { "store": "s" } }],
                })
            })
            .collect();
        let text = serde_json::json!({ "format": 1, "migrations": migrations }).to_string();
        let plan = parse(&text).unwrap().plan;
        let found = pending(&plan, &"shop".into(), version)?;
        Ok(found.into_iter().map(|migration| migration.version).collect())
    }

    #[test]
    fn runs_what_is_behind_the_version_in_order() {
        let chain = [(1, 2), (2, 3), (3, 4)];
        assert_eq!(versions(&chain, 1), Ok(vec![2, 3, 4]));
        assert_eq!(versions(&chain, 3), Ok(vec![4]));
        assert_eq!(versions(&chain, 4), Ok(vec![]));
        assert_eq!(versions(&[(0, 1), (1, 2)], 0), Ok(vec![1, 2]));
        assert_eq!(versions(&[(10, 20), (20, 30)], 10), Ok(vec![20, 30]));
    }

    #[test]
    fn names_both_versions_where_none_can_run() {
        let database = || "shop".to_owned();
        assert_eq!(
            versions(&[(1, 2)], 5),
            Err(PendingError::TooNew { database: database(), version: 5, last: 2 })
        );
        assert_eq!(
            versions(&[(3, 4)], 1),
            Err(PendingError::Gap { database: database(), version: 1, next: 3 })
        );
        assert_eq!(
            versions(&[(10, 20), (20, 30)], 15),
            Err(PendingError::Gap { database: database(), version: 15, next: 10 })
        );
    }

    #[test]
    fn suggests_the_database_that_was_meant() {
        let text = r#"{"format":1,"migrations":[{"database":"shop","version":2,
            "operations":[{"drop_store":{"store":"s"}}]}]}"#;
        let error = pending(&parse(text).unwrap().plan, &"Shop".into(), 1).unwrap_err();
        assert_eq!(error.code(), "not-in-plan");
        assert!(error.to_string().contains("did you mean \"shop\"?"), "{error}");
    }
}
