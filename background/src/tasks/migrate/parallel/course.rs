//! The course of a parallel migration, from wherever it is to its end.

use drydock::messages::{ErrorCode, Failure, Success};
use drydock::migration::{Course, Parallel, ParallelPhase, UnderWay};
use drydock::plan::MigrationState;
use drydock::value::Text;

use super::states::Running;
use crate::agent::connect;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::inventory::{list, list_reserved};
use crate::tasks::migrate::chain::Chain;
use crate::tasks::migrate::request::version_of;

/// So few changes are left for the dry dock …
const FEW: u64 = 100;
/// … or what there is after so many rounds: a site may write faster than is caught up with.
const MOST_ROUNDS: usize = 5;

impl Chain<'_> {
    /// Begins a parallel migration of a database.
    pub async fn parallel(
        &self,
        database: Text,
        (from, to): (u64, u64),
        operation: &Operation,
    ) -> Outcome<Success> {
        let parallel = Parallel { phase: ParallelPhase::Copying, baseline: None, next: None };
        let state = UnderWay {
            origin: self.page.origin.clone(),
            url: self.page.url.clone(),
            database,
            plan: self.text.to_owned(),
            allow_loss: self.allow_loss,
            from,
            to,
            course: Course::Parallel(parallel.clone()),
        };
        Running { chain: self, operation, state, parallel }.run().await
    }

    /// Goes on with a parallel migration.
    pub async fn resume_parallel(
        &self,
        state: UnderWay,
        parallel: Parallel,
        operation: &Operation,
    ) -> Outcome<Success> {
        Running { chain: self, operation, state, parallel }.run().await
    }
}

impl Running<'_> {
    async fn run(mut self) -> Outcome<Success> {
        match self.course().await {
            Ok(success) => Ok(success),
            Err(failure) => Err(self.told(failure).await?),
        }
    }

    async fn course(&mut self) -> Outcome<Success> {
        if self.settle().await? {
            let migrations = Some(Vec::new());
            let origin = Some(self.state.origin.clone());
            return Ok(Success { origin, migrations, ..Success::default() });
        }
        if self.parallel.baseline.is_none() {
            self.copy().await?;
        }
        self.enter(ParallelPhase::CatchingUp).await?;
        for _ in 0..MOST_ROUNDS {
            if self.catch_up(self.chain.page).await? <= FEW {
                break;
            }
        }
        self.compare().await?;
        self.enter(ParallelPhase::Ready).await?;
        if self.chain.hold {
            return Ok(Success {
                origin: Some(self.state.origin.clone()),
                migrations: Some(Vec::new()),
                under_way: Some((&self.written()).into()),
                ..Success::default()
            });
        }
        self.switch().await
    }

    /// Finds out what a worker that was ended, or a site that was cleared, left of it. Says
    /// whether the migration is done, and only something was left to be cleared away.
    async fn settle(&mut self) -> Outcome<bool> {
        let mut session = connect(self.chain.page, self.operation).await?;
        let version = version_of(&list(&mut session).await?, &self.state.database);
        let is_beside = list_reserved(&mut session).await?.contains(&self.beside());
        drop(session);
        let history = self.app().history.of(&self.state.origin, &self.state.database).await?;
        let last = history.iter().rev().find(|entry| entry.version == self.state.to);
        if version == self.state.to
            && last.is_some_and(|entry| entry.state == MigrationState::Applied)
        {
            self.clear_away(self.chain.page).await?;
            return Ok(true);
        }
        if let Some(baseline) = &self.parallel.baseline
            && !self.app().backups.has(baseline).await?
        {
            // It is deleted when what is beside the database was brought up to the next.
            self.parallel.baseline = match self.parallel.next.take() {
                Some(next) if self.app().backups.has(&next).await? => Some(next),
                _ => None,
            };
            self.write().await?;
        }
        if !is_beside {
            self.spoil().await?;
        }
        Ok(false)
    }

    /// A failure, with what became of the migration.
    async fn told(&self, mut failure: Failure) -> Outcome<Failure> {
        // Nobody knows the other database.
        let beside = self.beside().to_string_lossy().into_owned();
        if let Some(location) = &mut failure.location
            && location.database.as_ref() == Some(&beside)
        {
            location.database = Some(self.state.database.to_string_lossy().into_owned());
        }
        let (origin, name) = (&self.state.origin, &self.state.database);
        let is_left = self.app().under_way.of(origin, name).await?.is_some();
        if !is_left || failure.code == ErrorCode::UndoFailed {
            return Ok(failure);
        }
        let message = match failure.code {
            ErrorCode::Cancelled => "Cancelled.",
            _ => &failure.message,
        };
        let message = format!(
            "{message} The database {:?} is as the site has it, and its migration to version {} \
             is still under way.",
            name.to_string_lossy(),
            self.state.to
        );
        let next = match failure.code {
            ErrorCode::Cancelled => String::new(),
            _ => format!("{} ", failure.next_step),
        };
        let next_step = format!("{next}Go on with it by `resume`, or end it by `abandon`.");
        Ok(Failure { message, next_step, ..failure })
    }
}
