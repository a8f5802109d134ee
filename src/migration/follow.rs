//! Taking a record through the steps of a way.

use std::rc::Rc;

use super::evaluate::holds;
use super::fault::{Fault, FaultCode};
use super::formula::Scope;
use super::key_path::{Sizes, extract, index_keys};
use super::program::{Action, OnFault, PlacedStep};
use super::report::Sample;
use super::run::{Attachments, Run};
use super::step::Effect;
use super::survey::About;
use super::working::Working;
use crate::value::{Record, shorten, shorten_both, show_key, show_value};

/// How a record came out of a way.
pub enum Outcome {
    /// As it went in.
    Unchanged,
    /// Otherwise.
    Changed(Working),
    /// It is to be deleted.
    Deleted,
    /// It stays as it is, because it cannot be migrated.
    Skipped,
    /// It is moved to an archive of its own, because it cannot be migrated.
    Quarantined,
    /// Nothing is migrated, because it cannot be.
    Failed,
}

impl Run<'_> {
    /// Goes through the steps with a record. In place, one that is not changed need not be written.
    pub(super) fn follow(
        &mut self,
        steps: &[Rc<PlacedStep>],
        in_place: bool,
        record: &Record,
        attachments: &dyn Attachments,
    ) -> Outcome {
        if steps.is_empty() {
            return if in_place {
                Outcome::Unchanged
            } else {
                Outcome::Changed(record.clone().into())
            };
        }
        let mut working = Working::from(record.clone());
        // The record as the migrations before the present one left it.
        let mut settled: Option<(usize, Working)> = None;
        let mut changed = false;
        let mut changed_before = false;
        let mut passing = None;
        for step in steps {
            if passing == Some(step.migration) {
                continue;
            }
            if step.on_fault != OnFault::Halt
                && settled.as_ref().is_none_or(|(migration, _)| *migration != step.migration)
            {
                settled = Some((step.migration, working.clone()));
                changed_before = changed;
            }
            let begun = self.now();
            let effect = self.step(step, &mut working, attachments);
            self.tally.spend(step.operation, self.now() - begun);
            match effect {
                Ok(Effect::Unchanged | Effect::Copied) => {}
                Ok(Effect::Changed) => changed = true,
                Ok(Effect::Deleted | Effect::LeftOut) => return Outcome::Deleted,
                Ok(Effect::UpToDate) => passing = Some(step.migration),
                Err(faults) => {
                    let on_fault = step.on_fault;
                    if !self.passed.contains(&step.operation) {
                        self.passed.push(step.operation);
                        self.tally.refuse(step, &record.key, faults);
                    }
                    return match on_fault {
                        OnFault::Halt => Outcome::Failed,
                        OnFault::Quarantine => Outcome::Quarantined,
                        OnFault::Skip => {
                            match settled {
                                // What the migrations before made of it stays.
                                Some((_, before)) if changed_before || !in_place => {
                                    Outcome::Changed(before)
                                }
                                _ => Outcome::Skipped,
                            }
                        }
                    };
                }
            }
        }
        if changed || !in_place { Outcome::Changed(working) } else { Outcome::Unchanged }
    }

    fn step(
        &mut self,
        step: &PlacedStep,
        working: &mut Working,
        attachments: &dyn Attachments,
    ) -> Result<Effect, Vec<Fault>> {
        if let Action::PassIfOn(mark) = &step.action {
            // Only what is then done with the record is counted.
            let is_on = mark.is_on(working).map_err(|fault| vec![fault])?;
            return Ok(if is_on { Effect::UpToDate } else { Effect::Unchanged });
        }
        // The key that it has in the database.
        let key = working.key().clone();
        let is_first = !self.passed.contains(&step.operation);
        let wants_sample = is_first && self.tally.scan(step.operation);
        let before = match &step.action {
            Action::Change(_) if wants_sample => Some(working.clone()),
            _ => None,
        };
        let indexes = if is_first { self.tally.survey.indexes(step.operation) } else { Vec::new() };
        let entries = |working: &Working| {
            let sizes = |ordinal| attachments.size(ordinal);
            let of = |index| index_keys(working.graph(), index, &Sizes(&sizes)).len();
            indexes.iter().map(of).collect::<Vec<_>>()
        };
        let entries_before = entries(working);
        let effect = match &step.action {
            Action::Check(check) => {
                let whole = working.value().map_err(|fault| vec![fault])?;
                let scope =
                    Scope { key: working.key(), record: &whole, value: None, element: None };
                let faults = check.check(&scope);
                if faults.is_empty() { Ok(Effect::Unchanged) } else { Err(faults) }
            }
            Action::Change(change) => change.apply(working).map_err(|fault| vec![fault]),
            Action::PassIfOn(_) => Ok(Effect::Unchanged),
            Action::Mark(mark) => mark.put(working).map_err(|fault| vec![fault]),
            Action::Copy(None) => Ok(Effect::Copied),
            Action::Copy(Some(condition)) => match holds(condition.as_ref(), working) {
                Ok(true) => Ok(Effect::Copied),
                Ok(false) => Ok(Effect::LeftOut),
                Err(fault) => Err(vec![fault]),
            },
            Action::Rekey(None) => Ok(Effect::Changed),
            Action::Rekey(Some(path)) => {
                let sizes = |ordinal| attachments.size(ordinal);
                match extract(working.graph(), path, &Sizes(&sizes)) {
                    Some(key) => {
                        working.set_key(key);
                        Ok(Effect::Changed)
                    }
                    None => Err(vec![no_key(working)]),
                }
            }
        }?;
        let counts = indexes.iter().zip(entries_before).zip(entries(working));
        for ((index, _), _) in counts.filter(|((_, before), after)| after < before) {
            let is_it = |about: &About| matches!(about, About::Unindexed(own) if own == index);
            self.tally.survey.see(step.operation, &key, is_it);
        }
        if is_first {
            self.passed.push(step.operation);
            if !matches!(effect, Effect::Unchanged | Effect::LeftOut) {
                let longest = self.tally.longest_sample();
                let sample = before.map(|before| {
                    sample(&before, (effect == Effect::Changed).then_some(working), longest)
                });
                self.tally.change(step.operation, &key, sample);
            }
        }
        Ok(effect)
    }
}

fn no_key(working: &Working) -> Fault {
    let value = working.value().map(|value| value.into_owned()).unwrap_or_default();
    Fault::new(FaultCode::NoKey, "", "a valid key at the new key path", &value)
}

fn sample(before: &Working, after: Option<&Working>, longest: usize) -> Sample {
    let show =
        |working: &Working| working.value().map(|value| show_value(&value)).unwrap_or_default();
    let key = shorten(&show_key(before.key()), longest).to_string();
    let before = show(before);
    let (before, after) = match after.map(show) {
        Some(after) => {
            let (before, after) = shorten_both(&before, &after, longest);
            (before, Some(after.to_string()))
        }
        None => (shorten(&before, longest), None),
    };
    Sample { key, before: Some(before.to_string()), after }
}
