//! Writing down what became of a record.

use super::fault::{Fault, FaultCode, shown};
use super::follow::Outcome;
use super::key_path::{Sizes, extract};
use super::program::{OnConflict, Way};
use super::run::{Attachments, Run, Write};
use super::survey::About;
use super::working::too_deep;
use crate::value::{Graph, Key, Record, Value, encode_key, encode_record, show_key, show_value};

impl Run<'_> {
    /// Writes down what became of a record.
    pub(super) fn settle(
        &mut self,
        way: &Way,
        record: &Record,
        bytes: &[u8],
        outcome: Outcome,
        attachments: &dyn Attachments,
        writes: &mut Vec<Write>,
    ) {
        let working = match outcome {
            Outcome::Failed => return,
            Outcome::Deleted | Outcome::Quarantined => {
                if way.in_place {
                    self.admit_former(way, record, None, attachments);
                    let is_deleted = matches!(outcome, Outcome::Deleted);
                    self.tally.report.deleted += u64::from(is_deleted);
                    if self.remade.is_none() {
                        writes.push(removal(way.target, &record.key));
                    }
                }
                return;
            }
            Outcome::Unchanged | Outcome::Skipped => None,
            Outcome::Changed(working) => Some(working),
        };
        let operation = way.steps.last().map_or(0, |step| step.operation);
        let (key, graph) = match &working {
            Some(working) => (working.key().clone(), working.graph().clone()),
            None => (record.key.clone(), Graph::new(record.value.clone())),
        };
        if let Some(fault) = self.key_fault(way, &key, &record.key, &graph, attachments) {
            return self.tally.fail(operation, &record.key, fault);
        }
        if self.replaced(way.target, &key) {
            // The seed overwrites it where it is.
            return;
        }
        let rebuilt = match graph.clone().rebuild(Some(0)) {
            Ok(rebuilt) => rebuilt,
            Err(kind) => return self.tally.fail(operation, &record.key, too_deep(kind)),
        };
        let is_put = match &self.remade {
            Some(remade) => remade.get(way.target).copied().unwrap_or_default(),
            None => working.is_some(),
        };
        if (is_put || working.is_some())
            && rebuilt.ordinals.iter().any(|ordinal| attachments.is_stuck(*ordinal))
        {
            let fault = Fault {
                code: FaultCode::NotCarried,
                pointer: String::new(),
                expected: "nothing that cannot leave the page".to_owned(),
                actual: shown(&show_value(&record.value)),
            };
            return self.tally.fail(operation, &record.key, fault);
        }
        let encoded = if working.is_none() && rebuilt.ordinals.is_empty() {
            bytes.to_vec()
        } else {
            encode_record(&Record { key: key.clone(), value: rebuilt.value })
        };
        let digests: Vec<Vec<u8>> =
            rebuilt.ordinals.iter().map(|ordinal| attachments.digest(*ordinal)).collect();
        let sizes = |ordinal| attachments.size(ordinal);
        if let Some((filling, schema)) =
            self.stores.get_mut(way.target).zip(self.program.target.stores.get(way.target))
        {
            filling.admit(schema, &key, &graph, &encoded, &digests, &Sizes(&sizes));
        }
        if working.is_some() {
            self.admit_former(way, record, Some(&graph), attachments);
            self.tally.report.written += 1;
        }
        if is_put {
            writes.push(Write::Put {
                store: way.target,
                record: encoded,
                ordinals: rebuilt.ordinals,
            });
        }
    }

    /// Where the site uses the database meanwhile, what a record was is there beside what others
    /// have become: its keys must not be theirs.
    fn admit_former(
        &mut self,
        way: &Way,
        record: &Record,
        after: Option<&Graph>,
        attachments: &dyn Attachments,
    ) {
        if !self.program.while_used {
            return;
        }
        let former = Graph::new(record.value.clone());
        let sizes = |ordinal| attachments.size(ordinal);
        if let Some((filling, schema)) =
            self.stores.get_mut(way.target).zip(self.program.target.stores.get(way.target))
        {
            filling.admit_former(schema, &record.key, &former, after, &Sizes(&sizes));
        }
    }

    /// What is wrong with a record's key.
    fn key_fault(
        &self,
        way: &Way,
        key: &Key,
        former: &Key,
        graph: &Graph,
        attachments: &dyn Attachments,
    ) -> Option<Fault> {
        let path = self.program.target.stores.get(way.target)?.key_path.as_ref()?;
        let sizes = |ordinal| attachments.size(ordinal);
        let found = extract(graph, path, &Sizes(&sizes));
        match found {
            None => Some(Fault::of_key(FaultCode::NoKey, "a valid key at the key path", former)),
            Some(found) if crate::value::compare(&found, key).is_ne() => {
                Some(Fault::of_key(FaultCode::KeyChanged, show_key(key), &found))
            }
            Some(_) => None,
        }
    }

    /// Whether a seed takes a record's place. One that the record keeps out is dropped.
    fn replaced(&mut self, store: usize, key: &Key) -> bool {
        let Some(filling) = self.stores.get(store) else { return false };
        if filling.seeds.is_empty() {
            return false;
        }
        let Some(at) = filling.seeds.get(&encode_key(key)).copied() else { return false };
        let Some(seed) = self.seeds.get_mut(at) else { return false };
        match seed.on_conflict {
            OnConflict::Replace => {
                let operation = seed.operation;
                self.tally.survey.see(operation, key, |about| *about == About::Replaced);
                return true;
            }
            OnConflict::Skip => seed.dropped = true,
            OnConflict::Halt => {
                let fault = Fault::of_key(FaultCode::DuplicateKey, "no record of this key", key);
                let operation = seed.operation;
                self.tally.fail(operation, key, fault);
            }
        }
        false
    }
}

pub(super) fn removal(store: usize, key: &Key) -> Write {
    let record = Record { key: key.clone(), value: Value::Undefined };
    Write::Remove { store, record: encode_record(&record) }
}
