//! A parallel migration that runs, and the states that it writes down.

use drydock::messages::{ErrorCode, Failure, Location};
use drydock::migration::{Course, Parallel, ParallelPhase, Program, UnderWay};
use drydock::plan::{Migration, differences};
use drydock::schema::{Database, Purpose};
use drydock::value::Text;

use crate::agent::Page;
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::archives::databases_of;
use crate::tasks::backup::{Order, Selection, fresh_id, take_as};
use crate::tasks::library::discard;
use crate::tasks::migrate::chain::Chain;
use crate::tasks::migrate::chosen::{between, program};
use crate::tasks::migrate::journal::{Record, interrupted, running};
use crate::tasks::migrate::request::present_in;
use crate::tasks::restore::Contents;

/// A parallel migration that runs.
pub struct Running<'a> {
    /// What it is part of.
    pub chain: &'a Chain<'a>,
    /// The operation.
    pub operation: &'a Operation,
    /// What does not change about it.
    pub state: UnderWay,
    /// How far it is.
    pub parallel: Parallel,
}

/// A backup of the database, opened.
pub struct Opened {
    /// Its contents.
    pub contents: Contents,
    /// The database's position in it.
    pub position: usize,
    /// The database as it was.
    pub database: Database,
}

impl Running<'_> {
    /// The worker's parts.
    pub fn app(&self) -> &App {
        self.chain.app
    }

    /// The database that holds what the database becomes.
    pub fn beside(&self) -> Text {
        Purpose::Parallel.beside(&self.state.database)
    }

    /// The state as it is written down.
    pub fn written(&self) -> UnderWay {
        UnderWay { course: Course::Parallel(self.parallel.clone()), ..self.state.clone() }
    }

    /// Writes the state down.
    pub async fn write(&self) -> Outcome<()> {
        self.app().under_way.write(&self.written()).await
    }

    /// Enters a phase.
    pub async fn enter(&mut self, phase: ParallelPhase) -> Outcome<()> {
        self.parallel.phase = phase;
        self.write().await
    }

    /// The migration.
    pub fn migrations(&self) -> Vec<&Migration> {
        between(self.chain.plan, &self.state.database, self.state.from, self.state.to)
    }

    /// The history, in which the migration runs.
    pub async fn record(&self) -> Outcome<Record> {
        let (app, origin, name) = (self.app(), &self.state.origin, &self.state.database);
        let record = interrupted(app, origin, name).await?;
        if record.is_empty() {
            return running(app, origin, name, &self.migrations(), None).await;
        }
        Ok(record)
    }

    /// What it does to a database.
    pub fn program(&self, database: &Database) -> Outcome<Program> {
        program(self.chain.plan, database, &self.migrations())
    }

    /// Takes the backup that the state announces.
    pub async fn take_next(&mut self, page: &Page) -> Outcome<String> {
        let id = fresh_id(&self.state.origin);
        self.parallel.next = Some(id.clone());
        self.write().await?;
        let order = Order {
            selection: Selection::Among(vec![self.state.database.clone()]),
            label: None,
            allow_loss: self.chain.allow_loss,
            safety: true,
        };
        take_as(self.app(), page, self.operation, order, id.clone()).await?;
        Ok(id)
    }

    /// Opens a backup. What is read of it is compared with its checksums on the way.
    pub async fn open(&self, id: &str) -> Outcome<Opened> {
        let contents = Contents::taken(self.app(), id).await?;
        let databases = databases_of(contents.bag().backup());
        let (position, database) = present_in(&databases, &self.state.database);
        Ok(Opened { contents, position, database })
    }

    /// Deletes the backup that the state announces, where there is one.
    pub async fn drop_next(&mut self) -> Outcome<()> {
        if let Some(id) = &self.parallel.next
            && self.app().backups.has(id).await?
        {
            discard(self.app(), id).await?;
        }
        self.parallel.next = None;
        self.write().await
    }

    /// What was made beside the database is of no use any more. Its backup goes with the next
    /// start.
    pub async fn spoil(&mut self) -> Outcome<()> {
        if self.parallel.baseline.is_some() {
            self.drop_next().await?;
            self.parallel.next = self.parallel.baseline.take();
        }
        self.enter(ParallelPhase::Copying).await
    }

    /// Fails where the site's database is not as the migration found it.
    pub fn require_same(&self, before: &Database, now: &Database) -> Outcome<()> {
        let name = self.state.database.to_string_lossy();
        let changed = |message: String, detail: String| {
            Err(Failure::new(ErrorCode::PlanDoesNotFit, message)
                .detailed(detail)
                .then(
                    "End the migration by `abandon`, and write the plan for the database as it is.",
                )
                .at(Location::database(name.clone())))
        };
        if now.version != self.state.from {
            let is = match now.version {
                0 => "is not there any more".to_owned(),
                version => format!("is at version {version}, not {}", self.state.from),
            };
            return changed(
                format!(
                    "The database {is}: the site changed it while the migration was under way."
                ),
                String::new(),
            );
        }
        let differences = differences(before, now);
        if differences.is_empty() {
            return Ok(());
        }
        let detail: Vec<String> = differences.iter().map(ToString::to_string).collect();
        changed(
            "The site changed the database's schema while the migration was under way.".to_owned(),
            detail.join("\n"),
        )
    }
}
