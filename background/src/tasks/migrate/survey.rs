//! Asking the records of a site what they have to say of warnings. They are only read.

use drydock::messages::{ErrorCode, Failure, Location, Phase};
use drydock::migration::{Attachments, Program, Question, Run, Seen};
use drydock::value::{RecordSplitter, Text};
use wasm_bindgen::JsCast;
use web_sys::Blob;

use super::attached::KEY;
use crate::agent::{Attached, Page, Reading, connect, malformed};
use crate::failure::Outcome;
use crate::operations::Operation;

/// Takes the records of a database through a program, as they come from the page. Says what there
/// is to say of each question.
pub async fn survey(
    page: &Page,
    operation: &Operation,
    program: &Program,
    questions: Vec<Question>,
) -> Outcome<Vec<Seen>> {
    let mut run = Run::asked(program, questions);
    let stores = run.stores_to_read();
    if !stores.is_empty() {
        let present = &program.present;
        let read = stores.iter().filter_map(|store| present.stores.get(*store));
        let names: Vec<Text> = read.clone().map(|store| store.name.clone()).collect();
        operation.enter(Phase::Trying, Some(read.map(|store| store.records).sum()), None);
        let mut session = connect(page, operation).await?;
        let mut reading = Reading::begin(&mut session, &present.name, Some(names.clone())).await?;
        let found = reading.schema();
        let same = found.stores.iter().map(|store| &store.name).eq(&names);
        if found.version != present.version || !same {
            let message = "The database was changed before its records were read.";
            return Err(Failure::new(ErrorCode::DatabaseChanged, message)
                .at(Location::database(present.name.to_string_lossy())));
        }
        // The ordinal of the batch's first attachment in its store.
        let mut base = 0;
        while let Some(batch) = reading.next().await? {
            let store = stores.get(batch.store).ok_or_else(|| malformed("no such store"))?;
            let held = Held { base, attached: &batch.attachments };
            let mut splitter = RecordSplitter::new();
            splitter.push(&batch.bytes);
            let broken = |error: drydock::value::DecodeError| malformed(&error.to_string());
            while let Some(record) = splitter.next_record().map_err(broken)? {
                run.look(*store, record.bytes, &held).map_err(broken)?;
            }
            operation.advance(batch.records, batch.bytes.len() as u64);
            base = if batch.last { 0 } else { base + batch.attachments.len() as u64 };
        }
    }
    run.seeds();
    Ok(run.finish().answers)
}

/// What the records of a batch refer to.
struct Held<'a> {
    base: u64,
    attached: &'a [Attached],
}

impl Held<'_> {
    fn get(&self, ordinal: u64) -> Option<&Attached> {
        let index = usize::try_from(ordinal.checked_sub(self.base)?).ok()?;
        self.attached.get(index)
    }
}

impl Attachments for Held<'_> {
    fn size(&self, ordinal: u64) -> Option<u64> {
        match self.get(ordinal)? {
            Attached::Object(object) => object.dyn_ref::<Blob>().map(|blob| blob.size() as u64),
            Attached::Stuck(_) => None,
        }
    }

    fn digest(&self, _: u64) -> Vec<u8> {
        // Nothing is compared with what is read here.
        KEY.to_vec()
    }

    fn is_stuck(&self, ordinal: u64) -> bool {
        !matches!(self.get(ordinal), Some(Attached::Object(_)))
    }
}
