//! Migrating a copy of the databases, in the same origin.

use drydock::archive::BagReader;
use drydock::messages::{Phase, Success};
use drydock::restore::{DatabasePlan, Method, Source};
use drydock::schema::{Database, Purpose};
use drydock::value::Text;

use super::chosen::{chosen, names, program, read, require_as_recorded};
use super::lint::{shown, warnings_about};
use super::pump::Pump;
use super::request::{present_in, version_of};
use super::trial::trial;
use super::verify::verify;
use crate::agent::{Page, Session, connect, delete, page_of};
use crate::app::App;
use crate::failure::{Outcome, archive};
use crate::operations::{Operation, milliseconds};
use crate::opfs::FileSource;
use crate::tasks::archives::databases_of;
use crate::tasks::backup::{Order, Selection, take};
use crate::tasks::inventory::{list, list_reserved};
use crate::tasks::library::discard;
use crate::tasks::restore::{Contents, There, replace};
use crate::tasks::run::run;

/// Rehearses a plan on copies of the databases of a tab's origin. The site goes on meanwhile, and
/// its own databases are only read.
pub async fn rehearse(app: &App, tab: i32, text: &str, allow_loss: bool) -> Outcome<Success> {
    let parsed = read(text)?;
    let page = page_of(tab).await?;
    run(app, "rehearse", &page.origin, async |operation| {
        operation.enter(Phase::Connecting, None, None);
        let mut session = connect(&page, operation).await?;
        let present = list(&mut session).await?;
        sweep(&mut session).await?;
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
        let order = Order {
            selection: Selection::Among(wanted.clone()),
            label: None,
            allow_loss,
            safety: true,
        };
        let taken = take(app, &page, operation, order).await?;
        let rehearsed = async {
            let (_, file) = app.backups.get(&taken.entry.id).await?;
            let bag =
                BagReader::open(FileSource::new(file)).await.map_err(|error| archive(&error))?;
            let contents = Contents::new(app, bag);
            let databases = databases_of(contents.bag().backup());
            operation.enter(Phase::Trying, Some(taken.entry.records), None);
            let mut reports = Vec::new();
            let mut warnings = Vec::new();
            for name in &wanted {
                let begun = milliseconds();
                let (position, database) = present_in(&databases, name);
                let history = app.history.of(&page.origin, name).await?;
                let migrations = chosen(&parsed, name, database.version, &history)?;
                let program = program(&parsed, &database, &migrations)?;
                warnings.extend(warnings_about(&parsed, &migrations, Some(&database)));
                let trial = trial(&program, &contents, position, operation).await?;
                if trial.finished.report.halting == 0 {
                    let copy = Purpose::Rehearsal.beside(name);
                    let act = async {
                        let mut session = connect(&page, operation).await?;
                        copy_database(&mut session, &database, position, &copy, &contents).await?;
                        operation.enter(Phase::Writing, None, None);
                        let pump = Pump {
                            program: &program,
                            trial: &trial,
                            safety: &contents,
                            position,
                            name: copy.clone(),
                            // Nobody else knows of the copy.
                            whole: false,
                        };
                        let mut session = connect(&page, operation).await?;
                        pump.run(&mut session).await?;
                        operation.enter(Phase::Checking, None, None);
                        let mut session = connect(&page, operation).await?;
                        verify(&mut session, &copy, &program, &trial, &contents, position).await
                    };
                    let acted = act.await;
                    remove(&page, operation, &copy).await?;
                    acted?;
                }
                let mut report = trial.finished.report;
                report.milliseconds = (milliseconds() - begun) as u64;
                reports.push(report);
            }
            Ok(Success {
                origin: Some(page.origin.clone()),
                migrations: Some(reports),
                warnings: Some(shown(warnings)),
                ..Success::default()
            })
        }
        .await;
        // It served the rehearsal only: nothing was changed that it could put back.
        discard(app, &taken.entry.id).await?;
        rehearsed
    })
    .await
}

/// Deletes copies that a rehearsal which was ended left behind.
async fn sweep(session: &mut Session) -> Outcome<()> {
    for name in list_reserved(session).await? {
        if Purpose::Rehearsal.is_of(&name) {
            delete(session, &name).await?;
        }
    }
    Ok(())
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

async fn remove(page: &Page, operation: &Operation, name: &Text) -> Outcome<()> {
    let unwatched = Operation::new(String::new(), "rehearse", operation.origin(), |_| {});
    let mut session = connect(page, &unwatched).await?;
    delete(&mut session, name).await.map(drop)
}
