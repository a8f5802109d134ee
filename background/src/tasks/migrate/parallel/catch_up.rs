//! Bringing what a database becomes up to what the site wrote meanwhile.

use drydock::archive::StorePath;
use drydock::messages::{Failure, Phase};
use drydock::migration::{CatchUp, Program};
use drydock::protocol::{Opening, StoreTarget};
use drydock::value::DecodeError;

use super::changes::Changes;
use super::outputs::Outputs;
use super::states::{Opened, Running};
use crate::agent::{Page, Replacing, connect};
use crate::failure::{Outcome, damaged_records};
use crate::tasks::library::discard;
use crate::tasks::migrate::attached::Listed;
use crate::tasks::migrate::trial::refuse;

impl Running<'_> {
    /// Takes a backup, and brings the new form up to it. Says how many records had changed.
    pub async fn catch_up(&mut self, page: &Page) -> Outcome<u64> {
        let Some(baseline) = self.parallel.baseline.clone() else { return Ok(0) };
        // One that is there already may have been applied in part: then it is applied again.
        let announced = match &self.parallel.next {
            Some(id) if self.app().backups.has(id).await? => Some(id.clone()),
            _ => None,
        };
        let next = match announced {
            Some(id) => id,
            None => self.take_next(page).await?,
        };
        let before = self.open(&baseline).await?;
        let after = self.open(&next).await?;
        self.operation.enter(Phase::CatchingUp, None, None);
        let checked = self.check(&before, &after).await;
        let (program, changed) = match checked {
            Ok(checked) => checked,
            Err(failure) => {
                // Nothing was applied. The site may be right the next time.
                drop((before, after));
                self.drop_next().await?;
                return Err(failure);
            }
        };
        if changed > 0 {
            self.apply(page, &program, &before, &after).await?;
        }
        drop((before, after));
        // Where the former one is gone and the next one there, it was applied.
        discard(self.app(), &baseline).await?;
        self.parallel.baseline = self.parallel.next.take();
        self.write().await?;
        Ok(changed)
    }

    /// Counts the changes, and finds those that cannot be migrated.
    async fn check(&self, before: &Opened, after: &Opened) -> Outcome<(Program, u64)> {
        self.require_same(&before.database, &after.database)?;
        let program = self.program(&after.database)?;
        let mut catch_up = CatchUp::new(&program);
        let mut changed = 0;
        for (route, store) in routes(&program) {
            let (path, listed) = listed(after, store);
            let mut changes = Changes::open(before, after, store).await?;
            while let Some(change) = changes.next().await? {
                self.operation.check()?;
                changed += 1;
                catch_up.puts(route, &change, &listed).map_err(broken(path))?;
            }
        }
        refuse(&catch_up.report())?;
        Ok((program, changed))
    }

    /// Applies the changes in one transaction. Done again, it comes to the same.
    async fn apply(
        &self,
        page: &Page,
        program: &Program,
        before: &Opened,
        after: &Opened,
    ) -> Outcome<()> {
        let operation = self.operation;
        let target = program.beside(self.beside());
        let change = target.stores.iter().map(|_| StoreTarget::Add).collect();
        let mut session = connect(page, operation).await?;
        let mut replacing =
            Replacing::begin(&mut session, Opening::Readwrite, target, change).await?;
        let mut catch_up = CatchUp::new(program);
        let mut outputs = Outputs::of(&mut replacing, &after.contents, operation, program);
        for (route, store) in routes(program) {
            let (path, listed) = listed(before, store);
            let mut changes = Changes::open(before, after, store).await?;
            while let Some(change) = changes.next().await? {
                operation.check()?;
                for write in catch_up.removals(route, &change, &listed).map_err(broken(path))? {
                    outputs.write(write, path).await?;
                }
            }
        }
        // All removals before the first put: a key that one record gave up another may have.
        outputs.flush().await?;
        for (route, store) in routes(program) {
            let (path, listed) = listed(after, store);
            let mut changes = Changes::open(before, after, store).await?;
            while let Some(change) = changes.next().await? {
                operation.check()?;
                for write in catch_up.puts(route, &change, &listed).map_err(broken(path))? {
                    outputs.write(write, path).await?;
                }
            }
        }
        outputs.flush().await?;
        replacing.finish().await
    }
}

/// The routes into what is beside the database, each with its present store.
fn routes(program: &Program) -> Vec<(usize, usize)> {
    let store = |route: usize| program.routes.get(route).map(|found| (route, found.store));
    program.remaking_routes().into_iter().filter_map(store).collect()
}

fn listed(opened: &Opened, store: usize) -> (StorePath, Listed<'_>) {
    let path = StorePath::of_index(opened.position, store);
    (path, Listed(opened.contents.attachments(path)))
}

fn broken(path: StorePath) -> impl Fn(DecodeError) -> Failure {
    move |error| damaged_records(path, error.to_string())
}
