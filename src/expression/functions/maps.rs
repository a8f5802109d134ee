//! Functions on maps, and those that make JavaScript's Maps and Sets.

use std::collections::HashMap;

use super::conversions::only;
use super::lookup::{Form, Function, Outcome};
use crate::expression::entries::{entries, show};
use crate::expression::error::EvaluationErrorKind as Kind;
use crate::expression::fault::Fault;
use crate::expression::item::Item;
use crate::expression::limits::Work;
use crate::expression::lists;
use crate::expression::numbers::whole;
use crate::value::Value;

const fn global(
    name: &'static str,
    takes: &'static str,
    call: for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>,
) -> Function {
    Function::new(Form::Global, name, (1, 1), takes, call)
}

const PAIRS: &str = "a map, a Map, or a list of [key, value]";

pub(super) const TABLE: &[Function] = &[
    global("entries", "a map or a Map", |items, work| {
        let entries = entries(only(items)?, work)?.ok_or(Fault::Types)?;
        work.make_items(entries.len().saturating_mul(3))?;
        let pairs = entries.into_iter().map(|(key, value)| Item::list(vec![key, value]));
        Ok(Item::list(pairs.collect()))
    }),
    global("object", PAIRS, |items, work| {
        let pairs = pairs(only(items)?, work)?;
        let mut names = HashMap::with_capacity(pairs.len());
        for (place, (key, _)) in pairs.iter().enumerate() {
            let Item::String(name) = key else {
                return Err(Kind::Conversion {
                    value: format!("the key {}", show(key)),
                    wanted: "the name of a property: a string",
                }
                .into());
            };
            if names.insert(&**name, place).is_some() {
                return Err(Kind::DuplicateKey { key: show(key) }.into());
            }
        }
        work.make_items(pairs.len().saturating_mul(2))?;
        Ok(Item::Dictionary(pairs.into()))
    }),
    global("Map", PAIRS, |items, work| {
        let pairs = pairs(only(items)?, work)?;
        work.make_items(pairs.len().saturating_mul(2))?;
        let mut places = HashMap::new();
        let mut map: Vec<(Item<'_>, Item<'_>)> = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let identity = identity(&key);
            work.make(identity.as_ref().map_or(0, Vec::len))?;
            let known = identity.as_ref().and_then(|identity| places.get(identity));
            if let Some(place) = known
                && let Some((_, former)) = map.get_mut(*place)
            {
                *former = value;
                continue;
            }
            if let Some(identity) = identity {
                places.insert(identity, map.len());
            }
            map.push((key, value));
        }
        Ok(Item::Map(map.into()))
    }),
    global("Set", "a list, a Set or a typed array", |items, work| {
        let item = only(items)?;
        if item.is_map() {
            return Err(Fault::Types);
        }
        let elements = lists::range(item, work)?.ok_or(Fault::Types)?;
        work.make_items(elements.len())?;
        let mut known = HashMap::new();
        let mut members = Vec::with_capacity(elements.len());
        for member in elements {
            let identity = identity(&member);
            work.make(identity.as_ref().map_or(0, Vec::len))?;
            if identity.is_none_or(|identity| known.insert(identity, ()).is_none()) {
                members.push(member);
            }
        }
        Ok(Item::Set(members.into()))
    }),
];

fn pairs<'v>(item: &Item<'v>, work: &mut Work<'_>) -> Result<Vec<(Item<'v>, Item<'v>)>, Fault> {
    if let Some(entries) = entries(item, work)? {
        return Ok(entries);
    }
    let elements = lists::list(item, work)?.ok_or(Fault::Types)?;
    let mut pairs = Vec::with_capacity(elements.len());
    for element in elements {
        let pair = lists::list(&element, work)?.ok_or(Fault::Types)?;
        let [key, value] = <[Item<'v>; 2]>::try_from(pair).map_err(|_| Fault::Types)?;
        pairs.push((key, value));
    }
    Ok(pairs)
}

/// What two keys of a Map that are the same have in common
/// ([SameValueZero](https://tc39.es/ecma262/#sec-samevaluezero)); `None` for an object that is
/// made anew, and so the same as no other.
fn identity(key: &Item<'_>) -> Option<Vec<u8>> {
    let number = |number: i128| [&b"n"[..], &number.to_le_bytes()].concat();
    Some(match key {
        Item::Undefined => b"u".to_vec(),
        Item::Null => b"0".to_vec(),
        Item::Boolean(boolean) => vec![b'b', u8::from(*boolean)],
        Item::Int(int) => number((*int).into()),
        Item::Uint(uint) => number((*uint).into()),
        Item::Double(double) => match whole(*double) {
            Some(whole) => number(whole),
            None if double.is_nan() => b"d".to_vec(),
            None => [&b"d"[..], &double.to_le_bytes()].concat(),
        },
        Item::BigInt(bigint) => {
            [&[b'i', u8::from(bigint.is_negative())], bigint.magnitude()].concat()
        }
        Item::String(text) => [b"s", text.as_bytes()].concat(),
        Item::Held(held) => match held.value {
            Value::String(text) => [b"s", text.as_wtf8()].concat(),
            object => [&b"o"[..], &(std::ptr::from_ref(object) as usize).to_le_bytes()].concat(),
        },
        _ => return None,
    })
}
