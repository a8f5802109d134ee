//! Making what a database becomes, beside it.

use drydock::archive::{PayloadPath, StorePath};
use drydock::messages::{ErrorCode, Phase};
use drydock::migration::{ParallelPhase, Program, Run};
use drydock::protocol::{Opening, StoreTarget};
use drydock::value::{DecodeError, RecordSplitter};

use super::outputs::Outputs;
use super::states::{Opened, Running};
use crate::agent::{Replacing, connect, delete, reclaim};
use crate::failure::{Outcome, archive, damaged_records};
use crate::tasks::migrate::attached::Listed;
use crate::tasks::migrate::chosen::require_as_recorded;
use crate::tasks::migrate::trial::{accept, trial};

impl Running<'_> {
    /// Takes a backup, tries the migration on it, and makes the new form of it. Where the
    /// migration cannot be done, nothing is left of it.
    pub async fn copy(&mut self) -> Outcome<()> {
        self.enter(ParallelPhase::Copying).await?;
        // What is there was not finished.
        self.drop_next().await?;
        let mut session = connect(self.chain.page, self.operation).await?;
        delete(&mut session, &self.beside()).await?;
        drop(session);
        let prepared = self.prepare().await;
        let (opened, program) = match prepared {
            Ok(prepared) => prepared,
            Err(failure) => {
                self.forget().await?;
                return Err(failure);
            }
        };
        self.record().await?;
        let made = self.make(&opened, &program).await;
        if let Err(failure) = made {
            if matches!(failure.code, ErrorCode::QuotaExceeded | ErrorCode::WriteFailed) {
                // It would fail again, and what it wrote takes room.
                let mut session = connect(self.chain.page, self.operation).await?;
                let usage = delete(&mut session, &self.beside()).await?;
                // Where the browser does not give it back now, it does so later.
                reclaim(&mut session, &self.beside(), usage).await?;
                self.forget().await?;
            }
            return Err(failure);
        }
        self.parallel.baseline = self.parallel.next.take();
        self.enter(ParallelPhase::CatchingUp).await
    }

    async fn prepare(&mut self) -> Outcome<(Opened, Program)> {
        let id = self.take_next(self.chain.page).await?;
        let opened = self.open(&id).await?;
        self.require_same(&opened.database, &opened.database)?;
        let history = self.app().history.of(&self.state.origin, &self.state.database).await?;
        require_as_recorded(&opened.database, &history)?;
        let program = self.program(&opened.database)?;
        let records = opened.database.stores.iter().map(|store| store.records).sum();
        self.operation.enter(Phase::Trying, Some(records), None);
        accept(&trial(&program, &opened.contents, opened.position, self.operation).await?)?;
        Ok((opened, program))
    }

    async fn make(&self, opened: &Opened, program: &Program) -> Outcome<()> {
        let operation = self.operation;
        let target = program.beside(self.beside());
        let total = program.present.stores.iter().map(|store| store.records).sum();
        operation.enter(Phase::Copying, Some(total), None);
        let leave = target.stores.iter().map(|_| StoreTarget::Leave).collect();
        let fill = target.stores.iter().map(|_| StoreTarget::Fill).collect();
        // It is created without records, so that it can be deleted where they do not fit.
        let mut session = connect(self.chain.page, operation).await?;
        Replacing::begin(&mut session, Opening::Versionchange, target.clone(), leave)
            .await?
            .finish()
            .await?;
        let mut replacing =
            Replacing::begin(&mut session, Opening::Readwrite, target, fill).await?;
        let mut outputs = Outputs::of(&mut replacing, &opened.contents, operation, program);
        let mut run = Run::remaking(program);
        for route in program.remaking_routes() {
            let Some(store) = program.routes.get(route).map(|route| route.store) else { continue };
            let path = StorePath::of_index(opened.position, store);
            let damaged = |error: DecodeError| damaged_records(path, error.to_string());
            let listed = Listed(opened.contents.attachments(path));
            let mut payload = opened
                .contents
                .bag()
                .payload(&PayloadPath::Store(path))
                .await
                .map_err(|error| archive(&error))?;
            let mut splitter = RecordSplitter::new();
            while let Some(chunk) = payload.next_chunk().await.map_err(|error| archive(&error))? {
                operation.check()?;
                splitter.push(&chunk);
                while let Some(record) = splitter.next_record().map_err(damaged)? {
                    for write in run.record(route, record.bytes, &listed).map_err(damaged)? {
                        outputs.write(write, path).await?;
                    }
                }
            }
            splitter.finish().map_err(damaged)?;
        }
        outputs.flush().await?;
        replacing.finish().await
    }
}
