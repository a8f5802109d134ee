//! The restore that a person asked for.

use std::cell::Cell;

use drydock::messages::{DatabaseChoice, ErrorCode, Failure, Location, Phase, Success};
use drydock::plan::MigrationState;
use drydock::restore::{Choice, Journal, RestorePlan, Stage, as_backed_up, choose, plan};
use drydock::schema::Database;
use drydock::value::Text;

use super::apply::{Applying, put_back};
use super::beside::plan_beside;
use super::losses::{accept, losses};
use super::undo::undo;
use super::{Contents, Workplace};
use crate::agent::{Page, page_of, wait_until_alone};
use crate::app::App;
use crate::failure::{Outcome, unchanged};
use crate::operations::Operation;
use crate::opfs::FileSource;
use crate::tasks::archives::{databases_of, open_verified};
use crate::tasks::backup::{Order, Selection, take};
use crate::tasks::library::discard;
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
    restore_telling(app, request, &Cell::default()).await
}

/// The same. `changes` becomes true where a failure came after the first change, although what was
/// there was put back.
pub async fn restore_telling(
    app: &App,
    request: RestoreRequest,
    changes: &Cell<bool>,
) -> Outcome<Success> {
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
                    changes,
                };
                let restored = order.run(&workplace, operation).await;
                workplace.leave().await;
                restored
            }
            Err(failure) => Err(failure),
        };
        undock_after(app, &page.origin, &restored, operation).await?;
        restored
    })
    .await
}

/// Lets an origin out of dry dock after something was done in it, unless a failure left a journal.
pub async fn undock_after(
    app: &App,
    origin: &str,
    done: &Outcome<Success>,
    operation: &Operation,
) -> Outcome<()> {
    if done.is_err() && app.journals.hold(origin).await {
        return Ok(());
    }
    operation.switch(Phase::Undocking);
    app.docks.undock(origin).await
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
    changes: &'a Cell<bool>,
}

/// How often a safety backup is taken, where something writes between it and the restore.
const ATTEMPTS: usize = 3;

/// Something wrote each time.
fn never_settled(failure: Failure, was_put_back: bool) -> Failure {
    let done = if was_put_back { "What was there is there." } else { "Nothing was changed." };
    Failure {
        message: format!(
            "Each of {ATTEMPTS} times, something wrote into the database between its safety backup \
             and the restore. {done}"
        ),
        ..failure
    }
    .then(
        "Stop the site's service worker in the browser's developer tools, or wait until the site \
         has settled, and restore again.",
    )
}

/// An attempt that failed.
struct Attempted {
    failure: Failure,
    /// The safety backup that it took, where the databases were not what that holds.
    outdated: Option<Outdated>,
}

/// A safety backup that no longer is what is there.
struct Outdated {
    id: String,
    /// What it holds.
    databases: Vec<Database>,
    /// Whether it has been put back.
    was_put_back: bool,
}

impl From<Failure> for Attempted {
    fn from(failure: Failure) -> Self {
        Self { failure, outdated: None }
    }
}

impl Restoring<'_> {
    /// Restores the backup. Where something writes between the safety backup and the restore, both
    /// are begun again, once all connections have been closed.
    async fn run(self, workplace: &Workplace, operation: &Operation) -> Outcome<Success> {
        let databases = databases_of(self.backup.bag().backup());
        for _ in 1..ATTEMPTS {
            match self.attempt(workplace, &databases, operation).await {
                Err(Attempted { outdated: Some(outdated), .. }) => {
                    operation.reopen();
                    operation.check()?;
                    self.begin_again(workplace, outdated, operation).await?;
                }
                attempted => return attempted.map_err(|attempted| attempted.failure),
            }
        }
        self.attempt(workplace, &databases, operation).await.map_err(|attempted| {
            match attempted.outdated {
                None => attempted.failure,
                Some(outdated) => never_settled(attempted.failure, outdated.was_put_back),
            }
        })
    }

    /// Lets go of a safety backup that no longer is what is there, and has what may write asked to
    /// close its connections.
    async fn begin_again(
        &self,
        workplace: &Workplace,
        outdated: Outdated,
        operation: &Operation,
    ) -> Outcome<()> {
        for database in &outdated.databases {
            let mut session = workplace.connect(operation).await?;
            wait_until_alone(&mut session, &database.name, database.version).await?;
        }
        // Of what was put back, it is the only witness.
        if outdated.was_put_back { Ok(()) } else { discard(self.app, &outdated.id).await }
    }

    async fn attempt(
        &self,
        workplace: &Workplace,
        databases: &[Database],
        operation: &Operation,
    ) -> Result<Success, Attempted> {
        let order = self.safety_order(databases);
        let Self { app, request, page, backup, .. } = *self;
        let taken = take(app, workplace.page(), operation, order).await?;
        let safety = Contents::taken(app, &taken.entry.id).await?;
        let present = databases_of(safety.bag().backup());
        let plan = if backup.bag().backup().is_quarantine() {
            plan_beside(backup, &safety, (&present, databases), &self.choices).await?
        } else {
            plan(&present, databases, &self.choices, request.exact)
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
                report.lost.clone_from(&self.lost);
                // What the safety backup left out, nothing can put back.
                report.lost.extend(taken.lost);
                let former = undone_by(backup, databases, &self.choices, &plan);
                undone(app, &page.origin, &former, &request.backup_id).await?;
                Ok(Success {
                    origin: Some(page.origin.clone()),
                    backup_id: Some(request.backup_id.clone()),
                    safety_backup_id: Some(taken.entry.id.clone()),
                    report: Some(report),
                    ..Success::default()
                })
            }
            Err(failure) => {
                let was_put_back = !journal.touched.is_empty();
                self.changes.set(self.changes.get() || was_put_back);
                journal = journal.undoing();
                // Where there is no room even for that, it is undone all the same. A worker that
                // ends meanwhile leaves a journal by which the restore is carried out.
                let _ = app.journals.write(&journal).await;
                let kept = undo(app, operation, page, &safety, &[backup], &mut journal).await?;
                let outdated = (failure.code == ErrorCode::DatabaseChanged).then_some(Outdated {
                    id: taken.entry.id,
                    databases: present,
                    was_put_back,
                });
                let failure =
                    if was_put_back { put_back(failure, kept) } else { unchanged(failure) };
                Err(Attempted { failure, outdated })
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
