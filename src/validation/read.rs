//! Reading the values of keywords.

use serde_json::{Map, Value as Json};

use super::compile::{is_dialect, unknown};
use super::keywords::holds;
use super::locate::Locations;
use super::node::{NodeId, Type};
use super::problem::deeper;
use crate::expression::nearest::nearest;
use crate::value::{MAX_DATE, Number, Text, show_date};

/// What was read, or what is wrong with it.
pub type Reading<T> = Result<T, String>;

/// A number.
pub fn number(value: &Json) -> Reading<f64> {
    value.as_f64().ok_or_else(|| "expected a number".to_owned())
}

/// A whole number from 0.
pub fn size(value: &Json) -> Reading<u64> {
    let whole = value.as_f64().and_then(|number| Number::from(number).as_integer());
    whole
        .and_then(|whole| u64::try_from(whole).ok())
        .ok_or_else(|| "expected a whole number, 0 or greater".to_owned())
}

/// A string.
pub fn text(value: &Json) -> Reading<&str> {
    value.as_str().ok_or_else(|| "expected a string".to_owned())
}

/// Names, none of which stands twice.
pub fn texts(value: &Json) -> Reading<Vec<Text>> {
    let wrong = || "expected an array of names".to_owned();
    let mut names: Vec<Text> = Vec::new();
    for name in value.as_array().ok_or_else(wrong)? {
        let name = Text::from(name.as_str().ok_or_else(wrong)?);
        if names.contains(&name) {
            return Err(format!("{name:?} stands twice"));
        }
        names.push(name);
    }
    Ok(names)
}

/// One type or several.
pub fn types(value: &Json) -> Reading<Vec<Type>> {
    let names = match value {
        Json::Array(names) if !names.is_empty() => names.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut types = Vec::new();
    for name in names {
        let name = name.as_str().ok_or("expected the name of a type, or an array of them")?;
        let Some(kind) = Type::ALL.into_iter().find(|kind| kind.name() == name) else {
            let known = Type::ALL.map(Type::name);
            let hint = nearest(name, known).map(|near| format!(" (did you mean {near:?}?)"));
            return Err(format!(
                "unknown type {name:?}{}: JSON Schema has {}; JavaScript's others are referred \
                 to, as in {{\"$ref\": \"drydock:Date\"}}",
                hint.unwrap_or_default(),
                known.join(", ")
            ));
        };
        if types.contains(&kind) {
            return Err(format!("{name:?} stands twice"));
        }
        types.push(kind);
    }
    Ok(types)
}

/// A time in RFC 3339, in milliseconds since 1970, and as it is shown.
pub fn date(value: &Json) -> Reading<(i64, String)> {
    let wrong = || "expected a time with time zone, such as \"2024-02-29T12:00:00Z\"".to_owned();
    let time: jiff::Timestamp = text(value)?.parse().map_err(|_| wrong())?;
    let milliseconds = time.as_millisecond();
    if time.subsec_nanosecond() % 1_000_000 != 0 || milliseconds.abs() > MAX_DATE {
        return Err(wrong());
    }
    Ok((milliseconds, show_date(milliseconds)))
}

/// The schemas that stand behind a keyword by name.
pub fn children<'m>(
    locations: &Locations<'_>,
    pointer: &str,
    name: &str,
    members: &'m Map<String, Json>,
) -> impl Iterator<Item = (&'m String, NodeId)> {
    let within = deeper(pointer, name);
    let schemas = members.get(name).and_then(Json::as_object).into_iter().flatten();
    schemas.filter_map(move |(own, _)| {
        locations.by_pointer.get(&deeper(&within, own)).map(|node| (own, *node))
    })
}

/// A keyword that asks nothing by itself: whether it is known, and its value is of the right kind.
pub fn annotation(name: &str, value: &Json) -> Reading<()> {
    match name {
        "$schema" if !is_dialect(text(value)?) => {
            Err("only JSON Schema 2020-12 is known: https://json-schema.org/draft/2020-12/schema"
                .to_owned())
        }
        "$comment" | "title" | "description" | "format" | "contentEncoding"
        | "contentMediaType" => text(value).map(|_| ()),
        "deprecated" | "readOnly" | "writeOnly" => match value {
            Json::Bool(_) => Ok(()),
            _ => Err("expected true or false".to_owned()),
        },
        "examples" if !value.is_array() => Err("expected an array".to_owned()),
        "minContains" | "maxContains" => size(value).map(|_| ()),
        _ if holds(name).is_some() => Ok(()),
        _ => Err(unknown(name)),
    }
}
