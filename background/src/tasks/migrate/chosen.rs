//! Which migrations of a plan run on which database.

use drydock::messages::{ErrorCode, Failure, Location};
use drydock::migration::{Languages, Program, compile};
use drydock::plan::{
    HistoryEntry, Migration, ParsedPlan, Plan, Pointer, Trouble, apply_schema, check_history,
    differences, parse, pending, recorded,
};
use drydock::schema::Database;
use drydock::value::Text;

use crate::failure::Outcome;

/// Reads a plan.
pub fn read(text: &str) -> Outcome<ParsedPlan> {
    parse(text).map_err(|error| {
        let count = error.problems.len();
        let problems = if count == 1 { "a problem" } else { "problems" };
        Failure::new(ErrorCode::PlanInvalid, format!("The plan has {problems}."))
            .detailed(error.to_string())
    })
}

/// The databases that a plan is for, in its order.
pub fn names(plan: &Plan) -> Vec<Text> {
    let mut names: Vec<Text> = Vec::new();
    for migration in &plan.migrations {
        if !names.contains(&migration.database) {
            names.push(migration.database.clone());
        }
    }
    names
}

/// The migrations that run on a database, by its version and its history.
pub fn chosen<'p>(
    plan: &'p ParsedPlan,
    database: &Text,
    version: u64,
    history: &[HistoryEntry],
) -> Outcome<Vec<&'p Migration>> {
    let problems: Vec<String> = check_history(&plan.plan, database, version, history)
        .into_iter()
        .map(|problem| match plan.migration(database, problem.version()) {
            Some(at) => plan.problem(at, &Pointer::root(), Trouble::History(problem)).to_string(),
            None => problem.to_string(),
        })
        .collect();
    if !problems.is_empty() {
        return Err(misfit(database, "The plan does not fit what was done to the database.")
            .detailed(problems.join("\n"))
            .then("Correct the plan, or accept what is there with `repair`."));
    }
    pending(&plan.plan, database, version)
        .map_err(|error| misfit(database, format!("{}.", capitalised(&error.to_string()))))
}

/// The migrations of a database that lead from one version to another.
pub fn between<'p>(
    plan: &'p ParsedPlan,
    database: &Text,
    from: u64,
    to: u64,
) -> Vec<&'p Migration> {
    let runs = |migration: &&Migration| {
        migration.database == *database && migration.version > from && migration.version <= to
    };
    plan.plan.migrations.iter().filter(runs).collect()
}

/// Fails where the schema of a database changed since its version was last reached by a
/// migration, or recorded: a version bump was forgotten, and no plan was written for that.
pub fn require_as_recorded(present: &Database, history: &[HistoryEntry]) -> Outcome<()> {
    let drift = drift(present, history);
    if drift.is_empty() {
        return Ok(());
    }
    let message = format!(
        "The schema of {:?} changed, although its version is still {}: a version bump was \
         forgotten.",
        present.name.to_string_lossy(),
        present.version
    );
    Err(misfit(&present.name, message).detailed(drift.join("\n")).then(
        "Make the schema what it was, or accept it as it is with `repair` (where it was recorded, \
         with `baseline`).",
    ))
}

/// What the schema of a database has otherwise than when its version was last reached by a
/// migration, or recorded.
pub fn drift(present: &Database, history: &[HistoryEntry]) -> Vec<String> {
    let recorded = recorded(present.version, history);
    let differences = recorded.map(|recorded| differences(recorded, present));
    differences.iter().flatten().map(ToString::to_string).collect()
}

/// What migrations of a plan do to a database as it is.
pub fn program(
    plan: &ParsedPlan,
    present: &Database,
    migrations: &[&Migration],
) -> Outcome<Program> {
    let mut schema = present.clone();
    for migration in migrations {
        schema = apply_schema(&schema, migration).map_err(|problems| {
            let at = plan.migration(&migration.database, migration.version);
            let problems: Vec<String> = problems
                .into_iter()
                .map(|problem| match at {
                    Some(at) => {
                        let trouble = Trouble::DoesNotFit(problem.trouble);
                        plan.problem(at, &problem.pointer, trouble).to_string()
                    }
                    None => problem.to_string(),
                })
                .collect();
            misfit(
                &present.name,
                format!(
                    "The migration to version {} does not fit the database.",
                    migration.version
                ),
            )
            .detailed(problems.join("\n"))
        })?;
    }
    compile(present, migrations, &Languages).map_err(|error| {
        Failure::new(ErrorCode::PlanInvalid, "The plan cannot be run.")
            .detailed(error.to_string())
            .at(Location::database(present.name.to_string_lossy()))
    })
}

fn misfit(database: &Text, message: impl Into<String>) -> Failure {
    Failure::new(ErrorCode::PlanDoesNotFit, message)
        .at(Location::database(database.to_string_lossy()))
}

fn capitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}
