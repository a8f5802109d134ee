//! What a schema makes of what others say.

use super::expected::{RawFault, Wanted};
use super::frame::{Frame, Role};
use super::node::Keyword;

/// What came of a schema that was asked.
pub struct Verdict<'s, 'v> {
    /// What it was asked for.
    pub role: Role,
    /// Whether it holds.
    pub valid: bool,
    /// Why not, as far as that was wanted.
    pub faults: Vec<RawFault<'s, 'v>>,
    /// Which parts it asked of something.
    pub evaluated: super::evaluated::Evaluated,
}

impl<'s, 'v> Frame<'s, 'v> {
    /// Takes in what another schema said. `pointer` is this one's place.
    pub fn deliver(
        &mut self,
        verdict: Verdict<'s, 'v>,
        keyword: &'s Keyword,
        pointer: &dyn Fn() -> String,
    ) {
        let Verdict { role, valid, faults, evaluated } = verdict;
        match role {
            Role::Whole => {
                if valid {
                    self.evaluated.merge(evaluated);
                } else {
                    self.fail(faults);
                }
            }
            Role::Branch => {
                if valid {
                    self.found += 1;
                    self.evaluated.merge(evaluated);
                } else {
                    self.branches.extend(faults);
                }
            }
            Role::Condition => {
                if valid {
                    self.found += 1;
                    self.evaluated.merge(evaluated);
                }
            }
            Role::Not if valid => {
                let fault = self.fault(Wanted::Keyword(keyword), pointer);
                self.fail(fault);
            }
            Role::Not => {}
            Role::Property(at) => {
                self.evaluated.properties.insert(at);
                if !valid {
                    self.fail(faults);
                }
            }
            Role::Part => {
                if !valid {
                    self.fail(faults);
                }
            }
            Role::Contained(at) => {
                if valid {
                    match at {
                        Some(at) => {
                            self.found += 1;
                            self.evaluated.items.insert(at);
                        }
                        None => {
                            let elements = self.sub.instance.elements();
                            self.found += elements.map_or(0, super::elements::Elements::holes);
                            self.evaluated.holes = true;
                        }
                    }
                }
            }
        }
    }

    /// A fault of the value itself, if one is wanted.
    pub fn fault(
        &self,
        wanted: Wanted<'s, 'v>,
        pointer: &dyn Fn() -> String,
    ) -> Option<RawFault<'s, 'v>> {
        (self.most > self.faults.len()).then(|| RawFault {
            pointer: pointer(),
            wanted,
            actual: Some(self.sub.instance),
        })
    }

    /// All that a keyword had to know is known.
    pub fn finish(&mut self, keyword: &'s Keyword, pointer: &dyn Fn() -> String) {
        let found = self.found;
        match keyword {
            Keyword::AnyOf(_) if found == 0 => self.none_holds(pointer),
            Keyword::OneOf(_) if found == 0 => self.none_holds(pointer),
            Keyword::OneOf(_) if found > 1 => {
                let fault = self.fault(Wanted::OnlyOne(found), pointer);
                self.fail(fault);
            }
            Keyword::Contains(_, least, most)
                if self.sub.instance.elements().is_some()
                    && (found < *least || most.is_some_and(|most| found > most)) =>
            {
                let fault = self.fault(Wanted::Contained(*least, *most, found), pointer);
                self.fail(fault);
            }
            Keyword::Elements(first, items) => {
                let before = if items.is_some() { u64::MAX } else { first.len() as u64 };
                self.evaluated.items_before = self.evaluated.items_before.max(before);
            }
            Keyword::UnevaluatedItems(_) => self.evaluated.items_before = u64::MAX,
            Keyword::UnevaluatedProperties(_) => self.evaluated.all_properties = true,
            _ => {}
        }
    }

    fn none_holds(&mut self, pointer: &dyn Fn() -> String) {
        let branches = std::mem::take(&mut self.branches);
        let fault = self.fault(Wanted::Branches(branches), pointer);
        self.fail(fault);
    }
}
