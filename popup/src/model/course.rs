//! What a plan does to each database of a site, by the version that it is at.

use drydock::messages::DatabaseSummary;
use drydock::plan::{Migration, Plan, Strategy, pending};
use drydock::value::Text;

use super::plan_text::sentence;

/// What a plan does to a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The database's name.
    pub database: String,
    /// The version that it is at: 0 where it is not there, `None` where nobody could look.
    pub from: Option<u64>,
    /// The plan's last version for it.
    pub to: u64,
    /// What comes.
    pub coming: Coming,
}

/// What comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coming {
    /// These migrations, in order.
    Runs(Vec<Leg>),
    /// Those of these that lead on from a version that is not known.
    Depends(Vec<Leg>),
    /// Nothing: it is at the plan's last version.
    Nothing,
    /// Nothing can run, and why.
    Cannot(String),
}

/// One migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The version that it begins at.
    pub from: u64,
    /// The version that it leads to.
    pub version: u64,
    /// Its own id, where the plan gives one.
    pub id: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// How it runs.
    pub strategy: Strategy,
    /// Its operations by name, each with its store.
    pub operations: Vec<(&'static str, String)>,
}

/// What a plan does to each database that it is for, in its order. `present` is `None` where the
/// site could not be looked at.
pub fn courses(plan: &Plan, present: Option<&[DatabaseSummary]>) -> Vec<Course> {
    let mut names: Vec<&Text> = Vec::new();
    for migration in &plan.migrations {
        if !names.contains(&&migration.database) {
            names.push(&migration.database);
        }
    }
    names.into_iter().map(|name| course(plan, name, present)).collect()
}

fn course(plan: &Plan, name: &Text, present: Option<&[DatabaseSummary]>) -> Course {
    let database = name.to_string_lossy().into_owned();
    let own = || plan.migrations.iter().filter(|migration| migration.database == *name);
    let to = own().map(|migration| migration.version).max().unwrap_or_default();
    let from = present.map(|present| {
        let found = present.iter().find(|there| there.name == *name);
        found.map_or(0, |there| there.version)
    });
    let coming = match from {
        None => Coming::Depends(own().map(leg).collect()),
        Some(version) => match pending(plan, name, version) {
            Ok(pending) if pending.is_empty() => Coming::Nothing,
            Ok(pending) => Coming::Runs(pending.into_iter().map(leg).collect()),
            Err(error) => Coming::Cannot(sentence(&error.to_string())),
        },
    };
    Course { database, from, to, coming }
}

fn leg(migration: &Migration) -> Leg {
    let operations = migration.operations.iter();
    Leg {
        from: migration.start(),
        version: migration.version,
        id: migration.id.clone(),
        description: migration.description.clone(),
        strategy: migration.strategy,
        operations: operations
            .map(|operation| (operation.name(), operation.store().to_string_lossy().into_owned()))
            .collect(),
    }
}

/// Whether there is something to run, and nothing in its way.
pub fn can_run(courses: &[Course]) -> bool {
    let runs = |course: &Course| matches!(course.coming, Coming::Runs(_));
    let cannot = |course: &Course| matches!(course.coming, Coming::Cannot(_));
    courses.iter().any(runs) && !courses.iter().any(cannot)
}

/// The strategies of what runs, each once.
pub fn strategies(courses: &[Course]) -> Vec<Strategy> {
    let mut found = Vec::new();
    for course in courses {
        if let Coming::Runs(legs) = &course.coming {
            for leg in legs {
                if !found.contains(&leg.strategy) {
                    found.push(leg.strategy);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use drydock::messages::DatabaseSummary;
    use drydock::plan::{Plan, Strategy, parse};

    use super::{Coming, can_run, courses, strategies};

    fn plan() -> Plan {
        let text = r#"{"format": 1, "migrations": [
            {"database": "shop", "version": 2, "operations": [{"drop_store": {"store": "a"}}]},
            {"database": "shop", "version": 3, "id": "third", "description": "why",
             "operations": [{"rename_store": {"store": "b", "to": "c"}}]},
            {"database": "new", "version": 1, "operations": [{"create_store": {"store": "s"}}]}
        ]}"#;
        parse(text).unwrap().plan
    }

    fn at(name: &str, version: u64) -> DatabaseSummary {
        DatabaseSummary { name: name.into(), version, stores: Vec::new() }
    }

    #[test]
    fn runs_what_is_behind_each_version() {
        let found = courses(&plan(), Some(&[at("shop", 2)]));
        let [shop, new] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((shop.from, shop.to), (Some(2), 3));
        let Coming::Runs(legs) = &shop.coming else { panic!("{shop:?}") };
        assert_eq!(legs.len(), 1);
        assert_eq!(legs[0].id.as_deref(), Some("third"));
        assert_eq!(legs[0].description.as_deref(), Some("why"));
        assert_eq!(legs[0].operations, [("rename_store", "b".to_owned())]);
        assert_eq!((new.from, new.to), (Some(0), 1));
        assert!(can_run(&found));
        assert_eq!(strategies(&found), [Strategy::Transactional]);
    }

    #[test]
    fn says_where_there_is_nothing_to_do() {
        let found = courses(&plan(), Some(&[at("shop", 3), at("new", 1)]));
        assert!(found.iter().all(|course| course.coming == Coming::Nothing), "{found:?}");
        assert!(!can_run(&found));
    }

    #[test]
    fn one_database_that_cannot_be_migrated_stops_all() {
        let found = courses(&plan(), Some(&[at("shop", 9)]));
        let Coming::Cannot(why) = &found[0].coming else { panic!("{found:?}") };
        assert!(why.contains("version 9") && why.contains("version 3"), "{why}");
        assert!(!can_run(&found));
    }

    #[test]
    fn claims_nothing_of_a_site_that_could_not_be_looked_at() {
        let found = courses(&plan(), None);
        assert_eq!(found[0].from, None);
        assert!(matches!(&found[0].coming, Coming::Depends(legs) if legs.len() == 2));
        assert!(!can_run(&found));
    }
}
