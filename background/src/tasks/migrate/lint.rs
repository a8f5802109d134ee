//! Telling what to beware of in a plan.

use drydock::messages::{PlanWarning, Success};
use drydock::plan::lint as warnings_of;
use drydock::plan::{Concern, Migration, Plan, Warning, apply_schema, lint_version};
use drydock::schema::Database;

use super::chosen::{between, chosen, names, program, read, require_as_recorded};
use super::request::present_in;
use crate::agent::{connect, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::inventory::list;

/// Reads a plan and lists what to beware of. With a tab, the plan is compared with the site's
/// databases: only the migrations that would run are looked at.
pub async fn lint(app: &App, plan: &str, tab: Option<i32>) -> Outcome<Success> {
    let parsed = read(plan)?;
    let plan = &parsed.plan;
    let mut warnings = Vec::new();
    let Some(tab) = tab else {
        for name in names(plan) {
            warnings.extend(warnings_about(plan, &between(plan, &name, 0, u64::MAX), None));
        }
        return Ok(Success { warnings: Some(shown(warnings)), ..Success::default() });
    };
    let page = page_of(tab).await?;
    let unwatched = Operation::new(String::new(), "lint", page.origin.clone(), |_| {});
    let mut session = connect(&page, &unwatched).await?;
    let present = list(&mut session).await?;
    for name in names(plan) {
        let history = app.history.of(&page.origin, &name).await?;
        let (_, database) = present_in(&present, &name);
        require_as_recorded(&database, &history)?;
        let migrations = chosen(plan, &name, database.version, &history)?;
        program(&database, &migrations)?;
        warnings.extend(warnings_about(plan, &migrations, Some(&database)));
    }
    let warnings = Some(shown(warnings));
    Ok(Success { origin: Some(page.origin), warnings, ..Success::default() })
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
    plan: &'p Plan,
    migrations: &[&'p Migration],
    present: Option<&Database>,
) -> Vec<About<'p>> {
    let mut schema = present.cloned();
    let mut all = Vec::new();
    for (at, migration) in migrations.iter().copied().enumerate() {
        let position = plan.migrations.iter().position(|one| std::ptr::eq(one, migration));
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
    let concern = match warning.concern {
        Concern::Destructive => "destructive",
        Concern::MayFail => "may_fail",
        Concern::NotReversible => "not_reversible",
    };
    PlanWarning {
        code: warning.code.to_owned(),
        concern: concern.to_owned(),
        sentence: warning.sentence,
        database: migration.database.to_string_lossy().into_owned(),
        version: migration.version,
        pointer: format!("/migrations/{position}{}", warning.pointer),
    }
}
