//! Carrying out what a plan has for an origin's databases, part by part.

use drydock::messages::{Migrated, Phase, Success};
use drydock::migration::Scaffold;
use drydock::plan::{ParsedPlan, Strategy, segments};
use drydock::value::Text;

use super::chosen::{between, chosen, program, require_as_recorded};
use super::request::{present_in, version_of};
use super::trial::{accept, trial};
use crate::agent::{Page, connect};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::archives::databases_of;
use crate::tasks::backup::{Order, Selection, fresh_id, take_as};
use crate::tasks::inventory::list;
use crate::tasks::restore::Contents;
use crate::tasks::scaffold::within;

/// What a request asks for.
pub struct Chain<'a> {
    /// The worker's parts.
    pub app: &'a App,
    /// A page of the site.
    pub page: &'a Page,
    /// The plan.
    pub plan: &'a ParsedPlan,
    /// Its text.
    pub text: &'a str,
    /// Goes on although some values can be kept nowhere.
    pub allow_loss: bool,
    /// Stops a parallel migration before the switch.
    pub hold: bool,
}

/// What is done in one go.
pub enum Part {
    /// Databases, each with the version that it is brought to, in dry dock.
    Transactional(Vec<(Text, u64)>),
    /// A migration of one database that lasts.
    Lasting {
        /// The database.
        database: Text,
        /// How it runs.
        strategy: Strategy,
        /// The version that it begins at.
        from: u64,
        /// The version that it leads to.
        to: u64,
    },
}

impl Chain<'_> {
    /// What has to be done to some databases, in order.
    pub async fn parts(&self, names: &[Text], operation: &Operation) -> Outcome<Vec<Part>> {
        // A part before may have let the site out of dry dock just now.
        self.app.docks.let_out(self.page.tab, operation).await?;
        let mut session = connect(self.page, operation).await?;
        let present = list(&mut session).await?;
        drop(session);
        let mut parts = Vec::new();
        for name in names {
            let version = version_of(&present, name);
            let history = self.app.history.of(&self.page.origin, name).await?;
            require_as_recorded(&present_in(&present, name).1, &history)?;
            let mut from = version;
            for segment in segments(&chosen(self.plan, name, version, &history)?) {
                let to = segment.version();
                match (segment.strategy, parts.last_mut()) {
                    // Of another database: a database's own would be one segment.
                    (Strategy::Transactional, Some(Part::Transactional(together))) => {
                        together.push((name.clone(), to));
                    }
                    (Strategy::Transactional, _) => {
                        parts.push(Part::Transactional(vec![(name.clone(), to)]));
                    }
                    (strategy, _) => {
                        let database = name.clone();
                        parts.push(Part::Lasting { database, strategy, from, to });
                    }
                }
                from = to;
            }
        }
        Ok(parts)
    }

    /// An answer in which nothing is done yet.
    pub fn nothing_done(&self) -> Success {
        Success {
            origin: Some(self.page.origin.clone()),
            migrations: Some(Vec::new()),
            ..Success::default()
        }
    }

    /// Does the parts in order, after what is done already, until one fails or is left under way.
    pub async fn carry_out(
        &self,
        mut all: Success,
        parts: Vec<Part>,
        operation: &Operation,
    ) -> Outcome<Success> {
        // What had to be finished is.
        operation.reopen();
        // What stays where a later part fails.
        let mut migrated = migrated_by(&all);
        if parts.len() > 1 {
            let tried = self.try_whole(&parts, operation).await;
            tried.map_err(|failure| failure.after_migrating(migrated.clone()))?;
        }
        for part in parts {
            operation.reopen();
            let done = self.carry_out_part(part, operation).await;
            let mut done = done.map_err(|failure| failure.after_migrating(migrated.clone()))?;
            migrated.extend(migrated_by(&done));
            if let (Some(all), Some(reports)) = (&mut all.migrations, done.migrations.take()) {
                all.extend(reports);
            }
            all.safety_backup_id = done.safety_backup_id.or(all.safety_backup_id);
            all.under_way = done.under_way;
            if let Some(refusals) = done.site_refuses {
                all.site_refuses.get_or_insert_default().extend(refusals);
            }
            all.next_step = done.next_step.or(all.next_step);
            if all.under_way.is_some() {
                break;
            }
        }
        Ok(all)
    }

    async fn carry_out_part(&self, part: Part, operation: &Operation) -> Outcome<Success> {
        self.app.docks.let_out(self.page.tab, operation).await?;
        match part {
            Part::Transactional(wanted) => self.transactional(wanted, operation).await,
            Part::Lasting { database, strategy: Strategy::Lazy, to, .. } => {
                self.lazily(database, to, operation).await
            }
            Part::Lasting { database, strategy: Strategy::Parallel, from, to } => {
                self.parallel(database, (from, to), operation).await
            }
            Part::Lasting { database, strategy: Strategy::Transactional, to, .. } => {
                self.transactional(vec![(database, to)], operation).await
            }
        }
    }

    /// Tries all parts on a backup before the first is done: that a later one cannot be done is
    /// better found out before.
    async fn try_whole(&self, parts: &[Part], operation: &Operation) -> Outcome<()> {
        let mut names: Vec<Text> = Vec::new();
        for part in parts {
            match part {
                Part::Transactional(together) => {
                    names.extend(together.iter().map(|(name, _)| name.clone()));
                }
                Part::Lasting { database, .. } => names.push(database.clone()),
            }
        }
        names.dedup();
        let order = Order {
            selection: Selection::Among(names.clone()),
            label: None,
            allow_loss: self.allow_loss,
            safety: true,
        };
        let scaffold = Scaffold {
            operation_id: operation.id(),
            origin: self.page.origin.clone(),
            backup_id: fresh_id(&self.page.origin),
            databases: Vec::new(),
        };
        let work = async || {
            let id = scaffold.backup_id.clone();
            let taken = take_as(self.app, self.page, operation, order, id).await?;
            let contents = Contents::taken(self.app, &taken.entry.id).await?;
            let databases = databases_of(contents.bag().backup());
            operation.enter(Phase::Trying, Some(taken.entry.records), None);
            for name in &names {
                let (position, present) = present_in(&databases, name);
                let migrations = between(self.plan, name, present.version, u64::MAX);
                let program = program(self.plan, &present, &migrations)?;
                accept(&trial(&program, &contents, position, operation).await?)?;
            }
            Ok(())
        };
        within(self.app, self.page, &scaffold, work).await.0
    }
}

/// What a part has migrated, each database with the backup that has what was before.
pub fn migrated_by(done: &Success) -> Vec<Migrated> {
    let backup = done.safety_backup_id.as_deref().unwrap_or_default();
    let reports = done.migrations.iter().flatten().cloned();
    reports.map(|report| Migrated { backup_id: backup.to_owned(), report }).collect()
}
