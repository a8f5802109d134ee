//! Migrating a copy of the databases, in the same origin.

use drydock::messages::{Failure, Phase, Success};
use drydock::migration::{MigrationReport, Program, Scaffold};
use drydock::plan::ParsedPlan;
use drydock::restore::{DatabasePlan, Method, Source};
use drydock::schema::{Database, rehearsal_copies};
use drydock::value::Text;

use super::chosen::{chosen, names, program, read, require_as_recorded};
use super::lint::{shown, warnings_about};
use super::pump::Pump;
use super::request::{present_in, version_of};
use super::trial::{Trial, trial};
use super::verify::verify;
use crate::agent::{Page, Session, connect, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::{Operation, milliseconds};
use crate::tasks::archives::databases_of;
use crate::tasks::backup::{Order, Selection, fresh_id, take_as};
use crate::tasks::inventory::{list, list_reserved};
use crate::tasks::restore::{Contents, There, replace};
use crate::tasks::run::run;
use crate::tasks::scaffold::{delete_all, within};

/// What is said where a copy could not be deleted.
const LEFT: &str = "A copy of a database that the rehearsal made may be left in the site: Drydock \
                    deletes it the next time that it backs up or changes the site.";

/// Rehearses a plan on copies of the databases of a tab's origin. The site goes on meanwhile, and
/// its own databases are only read.
pub async fn rehearse(app: &App, tab: i32, text: &str, allow_loss: bool) -> Outcome<Success> {
    let parsed = read(text)?;
    let page = page_of(tab).await?;
    run(app, "rehearse", &page.origin, async |operation| {
        operation.enter(Phase::Connecting, None, None);
        let mut session = connect(&page, operation).await?;
        let present = list(&mut session).await?;
        let reserved = list_reserved(&mut session).await?;
        drop(session);
        let mut wanted = Vec::new();
        for name in names(&parsed.plan) {
            let history = app.history.of(&page.origin, &name).await?;
            let version = version_of(&present, &name);
            require_as_recorded(&present_in(&present, &name).1, &history)?;
            if !chosen(&parsed, &name, version, &history)?.is_empty() {
                wanted.push(name);
            }
        }
        let scaffold = Scaffold {
            operation_id: operation.id(),
            origin: page.origin.clone(),
            backup_id: fresh_id(&page.origin),
            databases: rehearsal_copies(&operation.id(), &wanted, &reserved),
        };
        let stage = Stage { app, page: &page, plan: &parsed, scaffold: &scaffold, operation };
        let work = async || stage.rehearse(&wanted, allow_loss).await;
        match within(app, &page, &scaffold, work).await {
            (rehearsed, true) => rehearsed,
            (Ok(success), false) => Ok(Success { next_step: Some(LEFT.to_owned()), ..success }),
            (Err(failure), false) => {
                Err(Failure { message: format!("{} {LEFT}", failure.message), ..failure })
            }
        }
    })
    .await
}

/// What a rehearsal works with.
struct Stage<'a> {
    app: &'a App,
    page: &'a Page,
    plan: &'a ParsedPlan,
    scaffold: &'a Scaffold,
    operation: &'a Operation,
}

impl Stage<'_> {
    async fn rehearse(&self, wanted: &[Text], allow_loss: bool) -> Outcome<Success> {
        let Self { app, page, operation, .. } = *self;
        let order = Order {
            selection: Selection::Among(wanted.to_vec()),
            label: None,
            allow_loss,
            safety: true,
        };
        let id = self.scaffold.backup_id.clone();
        let taken = take_as(app, page, operation, order, id).await?;
        let contents = Contents::taken(app, &taken.entry.id).await?;
        let databases = databases_of(contents.bag().backup());
        operation.enter(Phase::Trying, Some(taken.entry.records), None);
        let mut reports = Vec::new();
        let mut warnings = Vec::new();
        for (name, copy) in wanted.iter().zip(&self.scaffold.databases) {
            let begun = milliseconds();
            let (position, database) = present_in(&databases, name);
            let history = app.history.of(&page.origin, name).await?;
            let migrations = chosen(self.plan, name, database.version, &history)?;
            let program = program(self.plan, &database, &migrations)?;
            warnings.extend(warnings_about(self.plan, &migrations, Some(&database)));
            let trial = trial(&program, &contents, position, operation).await?;
            if trial.finished.report.halting == 0 {
                let acted = self.act(&program, &trial, (&contents, position), copy).await;
                // Before the next one is made: there need not be room for both.
                let deleted = delete_all(page, std::slice::from_ref(copy)).await;
                acted?;
                deleted?;
            }
            reports.push(MigrationReport {
                milliseconds: (milliseconds() - begun) as u64,
                ..trial.finished.report
            });
        }
        Ok(Success {
            origin: Some(page.origin.clone()),
            migrations: Some(reports),
            warnings: Some(shown(warnings)),
            ..Success::default()
        })
    }

    /// Makes a copy, migrates it, and reads back what came of it.
    async fn act(
        &self,
        program: &Program,
        trial: &Trial,
        (contents, position): (&Contents, usize),
        copy: &Text,
    ) -> Outcome<()> {
        let Self { page, operation, .. } = *self;
        let mut session = connect(page, operation).await?;
        copy_database(&mut session, &program.present, position, copy, contents).await?;
        operation.enter(Phase::Writing, None, None);
        let pump = Pump {
            program,
            trial,
            safety: contents,
            position,
            name: copy.clone(),
            // Nobody else knows of the copy.
            whole: false,
        };
        let mut session = connect(page, operation).await?;
        pump.run(&mut session).await?;
        operation.enter(Phase::Checking, None, None);
        let mut session = connect(page, operation).await?;
        verify(&mut session, copy, program, trial, contents, position).await
    }
}

async fn copy_database(
    session: &mut Session,
    database: &Database,
    position: usize,
    name: &Text,
    contents: &Contents,
) -> Outcome<()> {
    if database.version == 0 {
        return Ok(());
    }
    let target = Database { name: name.clone(), ..database.clone() };
    let sources = (0..target.stores.len())
        .map(|store| Source::Backup { database: position, store })
        .collect();
    let plan = DatabasePlan { target, sources, method: Method::Recreate };
    replace(session, &plan, contents, contents, There::AsBackedUp)
        .await
        .map(drop)
        .map_err(|not_replaced| not_replaced.failure)
}
