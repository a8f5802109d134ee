//! The restore that a person asked for.

use drydock::archive::BagReader;
use drydock::messages::{DatabaseChoice, ErrorCode, Failure, Location, Success};
use drydock::plan::MigrationState;
use drydock::restore::{Choice, Journal, RestorePlan, Stage, as_backed_up, choose, plan};
use drydock::schema::Database;
use drydock::value::Text;

use super::apply::{Applying, put_back};
use super::beside::plan_beside;
use super::losses::{accept, losses};
use super::undo::undo;
use super::{Contents, Workplace};
use crate::agent::{Page, page_of};
use crate::app::App;
use crate::failure::{Outcome, archive};
use crate::operations::Operation;
use crate::opfs::FileSource;
use crate::tasks::archives::{databases_of, open_verified};
use crate::tasks::backup::{Order, Selection, take};
use crate::tasks::migrate::require_nothing_under_way;
use crate::tasks::run::run;

/// What to restore, and where.
pub struct RestoreRequest {
    /// The tab that shows the site to restore into.
    pub tab: i32,
    /// Which backup.
    pub backup_id: String,
    /// Which databases and stores of it; all of them where nothing was chosen.
    pub databases: Option<Vec<DatabaseChoice>>,
    /// Also deletes what the backup does not hold.
    pub exact: bool,
    /// Goes on although some values cannot be brought back.
    pub allow_loss: bool,
}

/// Restores a backup into a tab's origin.
pub async fn restore(app: &App, request: RestoreRequest) -> Outcome<Success> {
    let page = page_of(request.tab).await?;
    require_nothing_left(app, &page.origin).await?;
    run(app, "restore", &page.origin, async |operation| {
        let (_, file) = app.backups.get(&request.backup_id).await?;
        let bag = open_verified(FileSource::new(file), operation).await?;
        let backup = Contents::new(app, bag);
        let databases = databases_of(backup.bag().backup());
        let choices = chosen(&databases, request.databases.as_deref())?;
        if request.exact && backup.bag().backup().is_quarantine() {
            return Err(Failure::new(
                ErrorCode::BadRequest,
                "A quarantine holds single records: `exact` would delete all else.",
            ));
        }
        let lost = losses(&plan(&[], &databases, &choices, false), &backup).await?;
        accept(&lost, request.allow_loss)?;
        let chosen = |name: &Text| {
            choices
                .iter()
                .any(|choice| databases.get(choice.database).is_some_and(|d| d.name == *name))
        };
        require_nothing_under_way(app, &page.origin, |name| request.exact || chosen(name)).await?;
        let entered = Workplace::enter(app, &page, operation).await;
        let restored = match entered {
            Ok(workplace) => {
                let order = Restoring {
                    app,
                    request: &request,
                    page: &page,
                    backup: &backup,
                    choices,
                    lost,
                };
                let restored = order.run(&workplace, operation).await;
                workplace.leave().await;
                restored
            }
            Err(failure) => Err(failure),
        };
        let stays = matches!(&restored, Err(failure) if failure.code == ErrorCode::UndoFailed);
        if !stays {
            operation.switch(drydock::messages::Phase::Undocking);
            app.docks.undock(&page.origin).await?;
        }
        restored
    })
    .await
}

/// Fails where something was begun on an origin and has not ended.
pub async fn require_nothing_left(app: &App, origin: &str) -> Outcome<()> {
    if !app.journals.has_any(origin).await? {
        return Ok(());
    }
    Err(Failure::new(
        ErrorCode::Busy,
        format!("Earlier work on {origin} was interrupted and is not finished."),
    )
    .then("Reload the site's page: Drydock then finishes that work or undoes it."))
}

/// Writes down that databases are as a backup has them: the migrations that took it are undone.
/// Before the journal goes: a start that finds that does it.
pub async fn undone(app: &App, origin: &str, names: &[Text], backup_id: &str) -> Outcome<()> {
    for name in names {
        app.history.undone(origin, name, backup_id, MigrationState::RolledBack).await?;
    }
    Ok(())
}

/// The chosen databases of a backup.
pub fn chosen(databases: &[Database], choices: Option<&[DatabaseChoice]>) -> Outcome<Vec<Choice>> {
    choose(databases, choices).map_err(|error| {
        Failure::new(ErrorCode::NoSuchDatabase, format!("In the backup, {error}."))
    })
}

/// The databases that are as a backup has them, once a plan of it is carried out. A quarantine's
/// records come beside others, so there are none.
pub fn undone_by(
    backup: &Contents,
    databases: &[Database],
    choices: &[Choice],
    plan: &RestorePlan,
) -> Vec<Text> {
    if backup.bag().backup().is_quarantine() {
        return Vec::new();
    }
    as_backed_up(databases, choices, plan)
}

/// A restore in a docked page.
struct Restoring<'a> {
    app: &'a App,
    request: &'a RestoreRequest,
    page: &'a Page,
    backup: &'a Contents,
    choices: Vec<Choice>,
    lost: Vec<Location>,
}

impl Restoring<'_> {
    async fn run(self, workplace: &Workplace, operation: &Operation) -> Outcome<Success> {
        let databases = databases_of(self.backup.bag().backup());
        let order = self.safety_order(&databases);
        let Self { app, request, page, backup, choices, lost } = self;
        let taken = take(app, workplace.page(), operation, order).await?;
        let (_, file) = app.backups.get(&taken.entry.id).await?;
        // Verified a moment ago, when it was taken.
        let bag = BagReader::open(FileSource::new(file)).await.map_err(|error| archive(&error))?;
        let safety = Contents::new(app, bag);
        let present = databases_of(safety.bag().backup());
        let plan = if backup.bag().backup().is_quarantine() {
            plan_beside(backup, &safety, (&present, &databases), &choices).await?
        } else {
            plan(&present, &databases, &choices, request.exact)
        };
        operation.check()?;
        let mut journal = Journal {
            operation_id: operation.id(),
            origin: page.origin.clone(),
            url: page.url.clone(),
            backup_id: request.backup_id.clone(),
            safety_backup_id: taken.entry.id.clone(),
            databases: request.databases.clone(),
            exact: request.exact,
            allow_loss: request.allow_loss,
            stage: Stage::Applying,
            touched: Vec::new(),
            done: Vec::new(),
        };
        app.journals.write(&journal).await?;
        let applying = Applying { app, operation, workplace, plan: &plan, backup, safety: &safety };
        let applied = applying.apply(&mut journal).await;
        let outcome = match applied {
            Ok(mut report) => {
                operation.commit();
                report.lost = lost;
                let former = undone_by(backup, &databases, &choices, &plan);
                undone(app, &page.origin, &former, &request.backup_id).await?;
                Ok(Success {
                    origin: Some(page.origin.clone()),
                    backup_id: Some(request.backup_id.clone()),
                    safety_backup_id: Some(taken.entry.id),
                    report: Some(report),
                    ..Success::default()
                })
            }
            Err(failure) => {
                let changed = !journal.touched.is_empty();
                journal = journal.undoing();
                app.journals.write(&journal).await?;
                undo(app, operation, page, &safety, &mut journal).await?;
                Err(if changed { put_back(failure) } else { failure })
            }
        };
        app.journals.remove(&journal.operation_id).await?;
        outcome
    }

    /// A backup of what the restore may change.
    fn safety_order(&self, databases: &[Database]) -> Order {
        let named = |choice: &Choice| databases.get(choice.database).map(|d| d.name.clone());
        let selection = if self.request.exact {
            Selection::Chosen(None)
        } else {
            Selection::Among(self.choices.iter().filter_map(named).collect::<Vec<Text>>())
        };
        Order { selection, label: None, allow_loss: self.request.allow_loss, safety: true }
    }
}
