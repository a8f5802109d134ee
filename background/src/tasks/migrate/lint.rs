//! Telling what to beware of in a plan.

use drydock::messages::{PlanWarning, Success};
use drydock::plan::{Concern, apply_schema, lint as warnings_of};
use drydock::schema::Database;

use super::chosen::{chosen, names, program, read, require_as_recorded};
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
    let Some(tab) = tab else {
        let mut warnings = Vec::new();
        for (position, migration) in plan.migrations.iter().enumerate() {
            warnings.extend(warnings_of(migration, None).into_iter().map(|warning| {
                shown(warning, &migration.database.to_string_lossy(), migration.version, position)
            }));
        }
        return Ok(Success { warnings: Some(warnings), ..Success::default() });
    };
    let page = page_of(tab).await?;
    let unwatched = Operation::new(String::new(), "lint", page.origin.clone(), |_| {});
    let mut session = connect(&page, &unwatched).await?;
    let present = list(&mut session).await?;
    let mut warnings = Vec::new();
    for name in names(plan) {
        let history = app.history.of(&page.origin, &name).await?;
        let mut database = present
            .iter()
            .find(|database| database.name == name)
            .cloned()
            .unwrap_or_else(|| Database { name: name.clone(), version: 0, stores: Vec::new() });
        require_as_recorded(&database, &history)?;
        let migrations = chosen(plan, &name, database.version, &history)?;
        program(&database, &migrations)?;
        for migration in migrations {
            let position = plan.migrations.iter().position(|one| std::ptr::eq(one, migration));
            warnings.extend(warnings_of(migration, Some(&database)).into_iter().map(|warning| {
                let name = migration.database.to_string_lossy();
                shown(warning, &name, migration.version, position.unwrap_or_default())
            }));
            if let Ok(after) = apply_schema(&database, migration) {
                database = after;
            }
        }
    }
    Ok(Success { origin: Some(page.origin), warnings: Some(warnings), ..Success::default() })
}

fn shown(
    warning: drydock::plan::Warning,
    database: &str,
    version: u64,
    position: usize,
) -> PlanWarning {
    let concern = match warning.concern {
        Concern::Destructive => "destructive",
        Concern::MayFail => "may_fail",
        Concern::NotReversible => "not_reversible",
    };
    PlanWarning {
        code: warning.code.to_owned(),
        concern: concern.to_owned(),
        sentence: warning.sentence,
        database: database.to_owned(),
        version,
        pointer: format!("/migrations/{position}{}", warning.pointer),
    }
}
