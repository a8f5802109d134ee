//! Which parts of a value something was asked of
//! ([annotations](https://json-schema.org/draft/2020-12/json-schema-core#section-11)).

use std::collections::BTreeSet;

/// The parts of a value that need no more be asked of.
#[derive(Clone, Debug, Default)]
pub struct Evaluated {
    /// Properties, by their positions.
    pub properties: BTreeSet<usize>,
    /// All properties.
    pub all_properties: bool,
    /// The elements before this index.
    pub items_before: u64,
    /// Other elements, by their indexes.
    pub items: BTreeSet<u64>,
    /// All holes.
    pub holes: bool,
}

impl Evaluated {
    /// Takes in what another schema asked of.
    pub fn merge(&mut self, other: Self) {
        if self.properties.is_empty() {
            self.properties = other.properties;
        } else {
            self.properties.extend(other.properties);
        }
        self.all_properties |= other.all_properties;
        self.items_before = self.items_before.max(other.items_before);
        self.items.extend(other.items);
        self.holes |= other.holes;
    }

    /// Whether something was asked of a property.
    pub fn has_property(&self, at: usize) -> bool {
        self.all_properties || self.properties.contains(&at)
    }

    /// Whether something was asked of an element.
    pub fn has_item(&self, at: u64) -> bool {
        at < self.items_before || self.items.contains(&at)
    }
}
