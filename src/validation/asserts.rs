//! What keywords ask of a value without other schemas.

use super::canonical::canonical;
use super::decimal::is_multiple;
use super::definitions::size;
use super::expected::{RawFault, Wanted};
use super::instance::Instance;
use super::json;
use super::node::Keyword;
use crate::value::{SharedObjects, Text, Value};

/// What a keyword finds wrong.
pub enum Found<'s, 'v> {
    /// Nothing.
    Right,
    /// The value.
    Wrong,
    /// Parts of it.
    Parts(Vec<RawFault<'s, 'v>>),
    /// It could not be told in the steps that were left.
    TooMuch,
}

/// Whether a value is as a keyword asks. `pointer` is the value's place.
pub fn assert<'s, 'v>(
    keyword: &'s Keyword,
    instance: Instance<'v>,
    shared: &SharedObjects<'v>,
    steps: &mut u64,
    pointer: &dyn Fn() -> String,
) -> Found<'s, 'v> {
    let holds = match keyword {
        Keyword::Never => false,
        Keyword::Types(types) => types.iter().any(|kind| instance.is(*kind)),
        Keyword::Is(definition) => definition.holds(instance),
        Keyword::Enum(values) => values.iter().any(|value| json::is_equal(instance, value, shared)),
        Keyword::Const(value) => json::is_equal(instance, value, shared),
        Keyword::MultipleOf(divisor) => number(instance, |number| is_multiple(number, *divisor)),
        Keyword::Maximum(limit) => number(instance, |number| number <= *limit),
        Keyword::ExclusiveMaximum(limit) => number(instance, |number| number < *limit),
        Keyword::Minimum(limit) => number(instance, |number| number >= *limit),
        Keyword::ExclusiveMinimum(limit) => number(instance, |number| number > *limit),
        Keyword::MaxLength(limit) => instance.text().is_none_or(|text| length(text) <= *limit),
        Keyword::MinLength(limit) => instance.text().is_none_or(|text| length(text) >= *limit),
        Keyword::Pattern(pattern, _) => {
            instance.text().is_none_or(|text| pattern.is_match(&text.to_string_lossy()))
        }
        Keyword::MaxItems(limit) => instance.elements().is_none_or(|e| e.length() <= *limit),
        Keyword::MinItems(limit) => instance.elements().is_none_or(|e| e.length() >= *limit),
        Keyword::MaxProperties(limit) => {
            instance.properties().is_none_or(|own| own.len() as u64 <= *limit)
        }
        Keyword::MinProperties(limit) => {
            instance.properties().is_none_or(|own| own.len() as u64 >= *limit)
        }
        Keyword::MaxSize(limit) => {
            instance.value().and_then(size).is_none_or(|size| size <= *limit)
        }
        Keyword::MinSize(limit) => {
            instance.value().and_then(size).is_none_or(|size| size >= *limit)
        }
        Keyword::MinDate(limit, _) => date(instance, |date| date >= *limit),
        Keyword::MaxDate(limit, _) => date(instance, |date| date <= *limit),
        Keyword::Required(names) => {
            return missing(names, instance, &Wanted::Property, pointer);
        }
        Keyword::DependentRequired(dependents) => {
            let mut parts = Vec::new();
            for (name, names) in dependents.iter().filter(|(name, _)| has(instance, name)) {
                if let Found::Parts(more) =
                    missing(names, instance, &Wanted::PropertyBeside(name), pointer)
                {
                    parts.extend(more);
                }
            }
            return if parts.is_empty() { Found::Right } else { Found::Parts(parts) };
        }
        Keyword::UniqueItems => return unique(instance, shared, steps, pointer),
        _ => true,
    };
    if holds { Found::Right } else { Found::Wrong }
}

/// Whether a Number is as it should be; anything else is.
fn number(instance: Instance<'_>, holds: impl Fn(f64) -> bool) -> bool {
    instance.number().is_none_or(holds)
}

/// Whether a Date is as it should be, which an invalid one is not; anything else is.
fn date(instance: Instance<'_>, holds: impl Fn(i64) -> bool) -> bool {
    match instance {
        Instance::Value(Value::Date(date)) => date.is_some_and(holds),
        _ => true,
    }
}

/// How many characters: code points, of which a lone surrogate is one.
fn length(text: &Text) -> u64 {
    text.as_wtf8().iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64
}

fn has(instance: Instance<'_>, name: &Text) -> bool {
    instance.properties().is_some_and(|properties| properties.iter().any(|(own, _)| own == name))
}

fn missing<'s, 'v>(
    names: &[Text],
    instance: Instance<'v>,
    wanted: &Wanted<'s, 'v>,
    pointer: &dyn Fn() -> String,
) -> Found<'s, 'v> {
    if instance.properties().is_none() {
        return Found::Right;
    }
    let fault = |name: &Text| {
        let pointer = super::problem::deeper(&pointer(), &name.to_string_lossy());
        RawFault { pointer, wanted: wanted.clone(), actual: None }
    };
    let faults: Vec<_> = names.iter().filter(|name| !has(instance, name)).map(fault).collect();
    if faults.is_empty() { Found::Right } else { Found::Parts(faults) }
}

fn unique<'s, 'v>(
    instance: Instance<'v>,
    shared: &SharedObjects<'v>,
    steps: &mut u64,
    pointer: &dyn Fn() -> String,
) -> Found<'s, 'v> {
    let Some(elements) = instance.elements() else { return Found::Right };
    let mut seen = std::collections::HashMap::new();
    let fault = |at: u64, first: u64, actual| {
        let pointer = format!("{}/{at}", pointer());
        Found::Parts(vec![RawFault {
            pointer,
            wanted: Wanted::Unlike(first),
            actual: Some(actual),
        }])
    };
    let undefined = canonical(&Value::Undefined, &SharedObjects::new(&Value::Undefined), steps);
    if let (Some(undefined), Some(hole)) = (undefined, elements.hole(0)) {
        // What is read from each hole is the same.
        seen.insert(undefined, hole);
        if let Some(second) = elements.hole(hole + 1) {
            return fault(second, hole, Instance::Hole);
        }
    }
    for place in 0..elements.own() {
        let Some((at, value)) = elements.at(place) else { break };
        let Some(bytes) = canonical(value, shared, steps) else { return Found::TooMuch };
        if let Some(first) = seen.insert(bytes, at) {
            let actual = Instance::Value(shared.resolve(value).unwrap_or(value));
            return fault(at.max(first), at.min(first), actual);
        }
    }
    Found::Right
}
