//! Records that a plan adds.

use std::rc::Rc;

use super::fault::{Fault, FaultCode};
use super::formula::Scope;
use super::key_path::{Sizes, extract, to_key};
use super::program::{Action, OnConflict, PlacedStep, Seed};
use super::step::{Given, Step};
use crate::schema::{KeyPath, Store};
use crate::value::{Graph, Key, Text, Value};

/// A record to be added, made of its seed.
#[derive(Clone, Debug)]
pub struct PlantedSeed {
    /// The seed's position in the program.
    pub source: usize,
    /// The target store's position.
    pub target: usize,
    /// Its key; none where the generator gives one.
    pub key: Option<Key>,
    /// What it holds.
    pub value: Value,
    /// What is done where there is a record of the same key.
    pub on_conflict: OnConflict,
    /// The operation that adds it.
    pub operation: usize,
    /// Whether it is not added, because its key is taken.
    pub dropped: bool,
}

/// Makes the record of a seed.
///
/// # Errors
///
/// Where an expression fails, or there is no valid key.
pub fn plant(seed: &Seed, source: usize, store: &Store) -> Result<PlantedSeed, (Key, Fault)> {
    let none = Key::Number(0.into());
    let nothing = Value::Undefined;
    let scope = Scope { key: &none, record: &nothing, value: None, element: None };
    let failed = |text: &str, error: String| {
        let fault = Fault {
            code: FaultCode::ExpressionFailed,
            pointer: String::new(),
            expected: format!("a value of {text}"),
            actual: error,
        };
        (none.clone(), fault)
    };
    let value = match seed.content.as_ref() {
        Given::Constant(value) => value.clone(),
        Given::Formula(formula) => {
            formula.evaluate(&scope).map_err(|error| failed(formula.text(), error))?
        }
    };
    let graph = Graph::new(value.clone());
    let missing = || {
        let expected = match (&store.key_path, store.auto_increment) {
            (Some(_), _) => "a valid key at the key path",
            (None, _) => "a valid key",
        };
        (none.clone(), Fault::new(FaultCode::NoKey, "", expected, &value))
    };
    let key = match (&store.key_path, &seed.key) {
        (Some(path), _) => extract(&graph, path, &Sizes(&|_| None)),
        (None, Some(formula)) => {
            let key = formula.evaluate(&scope).map_err(|error| failed(formula.text(), error))?;
            let graph = Graph::new(key);
            Some(to_key(&graph, &graph.root).ok_or_else(missing)?)
        }
        (None, None) => None,
    };
    if key.is_none() && !store.auto_increment {
        return Err(missing());
    }
    Ok(PlantedSeed {
        source,
        target: seed.target,
        key,
        value,
        on_conflict: seed.on_conflict,
        operation: seed.operation,
        dropped: false,
    })
}

/// What becomes of a record with the key of one that the plan adds before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// It takes the other's place.
    Replaces,
    /// It is not added.
    StaysOut,
}

/// What becomes of the second of two records with the same key; none where there cannot be both,
/// or the first may have gone before the second comes.
pub fn second(first: &Seed, second: &Seed) -> Option<Second> {
    let between = first.steps.len().saturating_sub(second.steps.len());
    let goes = |step: &Rc<PlacedStep>| {
        let deletes = matches!(step.action, Action::Change(Step::Delete(_)));
        deletes || matches!(step.action, Action::Rekey(Some(_)) | Action::Copy(Some(_)))
    };
    if first.steps.iter().take(between).any(goes) {
        return None;
    }
    match second.on_conflict {
        OnConflict::Halt => None,
        OnConflict::Skip => Some(Second::StaysOut),
        OnConflict::Replace => Some(Second::Replaces),
    }
}

/// Writes a key that a generator gave into a value with an in-line key
/// ([inject a key](https://w3c.github.io/IndexedDB/#inject-a-key-into-a-value-using-a-key-path)).
pub fn inject(graph: &mut Graph, store: &Store, number: u64) {
    let Some(KeyPath::One(path)) = &store.key_path else { return };
    let names: Vec<Text> = path
        .as_wtf8()
        .split(|byte| *byte == b'.')
        .filter_map(|name| Text::from_wtf8(name.to_vec()))
        .collect();
    let key = Value::Number((number as f64).into());
    if let Some(root) = super::fields::find_objects(graph, &[]).into_iter().next() {
        // Where an object of the way is none, the key is missing, which the caller finds.
        let _ = root.place.set(graph, &names, key);
    }
}
