//! The elements of arrays, holes or not.

use crate::value::{SparseArray, Text, Value, array_index};

/// An array's elements.
#[derive(Clone, Copy)]
pub enum Elements<'v> {
    /// Without holes.
    Dense(&'v [Value]),
    /// Perhaps with holes: those that there are come first among the properties, ascending. There
    /// may be billions of others.
    Sparse(&'v SparseArray, usize),
}

impl<'v> Elements<'v> {
    /// Those of an array.
    pub fn of(value: &'v Value) -> Option<Self> {
        match value {
            Value::Array(elements) => Some(Self::Dense(elements)),
            Value::SparseArray(array) => {
                let own = array.properties.partition_point(|(name, _)| array_index(name).is_some());
                Some(Self::Sparse(array, own))
            }
            _ => None,
        }
    }

    /// How many, with the holes.
    pub fn length(self) -> u64 {
        match self {
            Self::Dense(elements) => elements.len() as u64,
            Self::Sparse(array, _) => array.length.into(),
        }
    }

    /// How many, without the holes.
    pub fn own(self) -> usize {
        match self {
            Self::Dense(elements) => elements.len(),
            Self::Sparse(_, own) => own,
        }
    }

    /// An element that is there, by its place among those, with its index.
    pub fn at(self, place: usize) -> Option<(u64, &'v Value)> {
        match self {
            Self::Dense(elements) => elements.get(place).map(|value| (place as u64, value)),
            Self::Sparse(array, own) if place < own => {
                let (name, value) = array.properties.get(place)?;
                Some((index(name)?, value))
            }
            Self::Sparse(..) => None,
        }
    }

    /// The place of the first element that is there from an index on.
    pub fn place_of(self, from: u64) -> usize {
        match self {
            Self::Dense(elements) => {
                usize::try_from(from).map_or(elements.len(), |from| from.min(elements.len()))
            }
            Self::Sparse(array, own) => {
                let indexes = array.properties.get(..own).unwrap_or_default();
                indexes.partition_point(|(name, _)| index(name).is_some_and(|at| at < from))
            }
        }
    }

    /// The element at an index; none for a hole, and where the array has ended.
    pub fn get(self, at: u64) -> Option<&'v Value> {
        self.at(self.place_of(at)).filter(|(index, _)| *index == at).map(|(_, value)| value)
    }

    /// The first hole from an index on.
    pub fn hole(self, from: u64) -> Option<u64> {
        let mut wanted = from;
        let mut place = self.place_of(from);
        while let Some((index, _)) = self.at(place)
            && index == wanted
        {
            wanted += 1;
            place += 1;
        }
        (wanted < self.length()).then_some(wanted)
    }

    /// How many holes there are.
    pub fn holes(self) -> u64 {
        self.length() - self.own() as u64
    }
}

fn index(name: &Text) -> Option<u64> {
    array_index(name).map(u64::from)
}
