//! Telling what to beware of in a plan.

use drydock::messages::{ErrorCode, Failure, PlanWarning, Success};
use drydock::migration::{Program, question};
use drydock::plan::lint as warnings_of;
use drydock::plan::{Migration, ParsedPlan, Warning, apply_schema, lint_version};
use drydock::schema::Database;

use super::chosen::{between, chosen, names, program, read, require_as_recorded};
use super::request::present_in;
use super::survey::survey;
use crate::agent::{Page, connect, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::inventory::list;
use crate::tasks::run::run;

/// Reads a plan and lists what to beware of. With a tab, the plan is compared with the site's
/// databases: only the migrations that would run are looked at. With their data too, each warning
/// says how many records it concerns.
pub async fn lint(app: &App, plan: &str, tab: Option<i32>, data: bool) -> Outcome<Success> {
    let parsed = read(plan)?;
    let plan = &parsed;
    let Some(tab) = tab else {
        if data {
            let message = "`lint` needs a tab whose site has the data.";
            return Err(Failure::new(ErrorCode::BadRequest, message));
        }
        let mut warnings = Vec::new();
        for name in names(&plan.plan) {
            warnings.extend(warnings_about(plan, &between(plan, &name, 0, u64::MAX), None));
        }
        return Ok(Success { warnings: Some(shown(warnings)), ..Success::default() });
    };
    let page = page_of(tab).await?;
    if data {
        return run(app, "lint", &page.origin, async |operation| {
            compared(app, plan, &page, operation, true).await
        })
        .await;
    }
    let unwatched = Operation::unwatched("lint", &page.origin);
    compared(app, plan, &page, &unwatched, false).await
}

async fn compared(
    app: &App,
    plan: &ParsedPlan,
    page: &Page,
    operation: &Operation,
    data: bool,
) -> Outcome<Success> {
    let mut session = connect(page, operation).await?;
    let present = list(&mut session).await?;
    drop(session);
    let mut warnings = Vec::new();
    for name in names(&plan.plan) {
        let history = app.history.of(&page.origin, &name).await?;
        let (_, database) = present_in(&present, &name);
        require_as_recorded(&database, &history)?;
        let migrations = chosen(plan, &name, database.version, &history)?;
        let program = program(plan, &database, &migrations)?;
        let about = warnings_about(plan, &migrations, Some(&database));
        if data {
            warnings.extend(counted(page, operation, &program, &migrations, about).await?);
        } else {
            warnings.extend(shown(about));
        }
    }
    Ok(Success {
        origin: Some(page.origin.clone()),
        warnings: Some(warnings),
        ..Success::default()
    })
}

/// Warnings as they are answered, with what the records say of them.
async fn counted(
    page: &Page,
    operation: &Operation,
    program: &Program,
    migrations: &[&Migration],
    warnings: Vec<About<'_>>,
) -> Outcome<Vec<PlanWarning>> {
    let mut all = Vec::new();
    let mut questions = Vec::new();
    for about in warnings {
        let own = migrations.iter().position(|one| std::ptr::eq(*one, about.migration));
        let question = question(&about.warning, about.migration, own.unwrap_or_default(), program);
        all.push((show(about), question.is_some()));
        questions.extend(question);
    }
    if questions.is_empty() {
        return Ok(all.into_iter().map(|(warning, _)| warning).collect());
    }
    let mut answers = survey(page, operation, program, questions).await?.into_iter();
    let with_answer = |(warning, is_asked): (PlanWarning, bool)| {
        let seen = if is_asked { answers.next() } else { None };
        let (count, keys) = seen.map(|seen| (seen.count, seen.keys)).unzip();
        PlanWarning { count, keys, ..warning }
    };
    Ok(all.into_iter().map(with_answer).collect())
}

/// A warning, and the migration that it is about.
pub struct About<'p> {
    warning: Warning,
    migration: &'p Migration,
    /// The migration's position in the plan.
    position: usize,
}

/// What to beware of in migrations that run on a database one after another, with the schema that
/// it has where that is known.
pub fn warnings_about<'p>(
    plan: &'p ParsedPlan,
    migrations: &[&'p Migration],
    present: Option<&Database>,
) -> Vec<About<'p>> {
    let mut schema = present.cloned();
    let mut all = Vec::new();
    for (at, migration) in migrations.iter().copied().enumerate() {
        let position = plan.plan.migrations.iter().position(|one| std::ptr::eq(one, migration));
        let position = position.unwrap_or_default();
        let is_last = at + 1 == migrations.len();
        let version = is_last.then(|| lint_version(migration)).flatten();
        let found = warnings_of(migration, schema.as_ref()).into_iter().chain(version);
        all.extend(found.map(|warning| About { warning, migration, position }));
        schema = schema.and_then(|schema| apply_schema(&schema, migration).ok());
    }
    all
}

/// Warnings as they are answered.
pub fn shown(warnings: Vec<About<'_>>) -> Vec<PlanWarning> {
    warnings.into_iter().map(show).collect()
}

fn show(About { warning, migration, position }: About<'_>) -> PlanWarning {
    PlanWarning {
        code: warning.code.name().to_owned(),
        concern: warning.code.concern().name().to_owned(),
        sentence: warning.sentence,
        database: migration.database.to_string_lossy().into_owned(),
        version: migration.version,
        pointer: format!("/migrations/{position}{}", warning.pointer),
        count: None,
        keys: None,
    }
}
