//! Saying what should be there, and what is.

use super::instance::Instance;
use super::machine::Mismatch;
use super::node::{Keyword, Type};
use crate::value::{Key, Text, show_key, show_value};

/// How many of several possibilities are named.
const NAMED: usize = 8;

/// Something wrong, not yet in words: most are never told.
#[derive(Clone, Debug)]
pub struct RawFault<'s, 'v> {
    /// Where, as a JSON Pointer.
    pub pointer: String,
    /// What should be there.
    pub wanted: Wanted<'s, 'v>,
    /// What is there; none where nothing is.
    pub actual: Option<Instance<'v>>,
}

/// What should be there.
#[derive(Clone, Debug)]
pub enum Wanted<'s, 'v> {
    /// What a keyword asks.
    Keyword(&'s Keyword),
    /// A property.
    Property,
    /// A property, because there is another.
    PropertyBeside(&'s Text),
    /// No property of this name.
    NoProperty,
    /// No element here.
    NoElement,
    /// An element that is not equal to the one at this index.
    Unlike(u64),
    /// What one of several asks, of which each says what it misses.
    Branches(Vec<RawFault<'s, 'v>>),
    /// What exactly one of several asks, and so many hold.
    OnlyOne(u64),
    /// So many elements, at least and at most, that do what is asked, and so many do.
    Contained(u64, Option<u64>, u64),
    /// Something that can be checked.
    Limit(&'static str),
}

/// What is said to be there where something is missing.
pub const MISSING: &str = "none";

impl RawFault<'_, '_> {
    /// In words.
    pub fn told(&self) -> Mismatch {
        let actual = match (&self.wanted, self.actual) {
            (Wanted::OnlyOne(found), _) => format!("{found} of them hold"),
            (Wanted::Contained(_, _, found), _) => found.to_string(),
            (_, None) => MISSING.to_owned(),
            (_, Some(Instance::Hole)) => "a hole".to_owned(),
            (_, Some(Instance::Name(name))) => {
                format!("the name {}", show_key(&Key::String(name.clone())))
            }
            (_, Some(Instance::Value(value))) => show_value(value),
        };
        Mismatch { pointer: self.pointer.clone(), expected: self.expected(), actual }
    }

    fn expected(&self) -> String {
        match &self.wanted {
            Wanted::Keyword(keyword) => of_keyword(keyword),
            Wanted::Property => "a property of this name".to_owned(),
            Wanted::PropertyBeside(other) => {
                format!(
                    "a property of this name beside {}",
                    show_key(&Key::String((*other).clone()))
                )
            }
            Wanted::NoProperty => "no property of this name".to_owned(),
            Wanted::NoElement => "no element here".to_owned(),
            Wanted::Unlike(index) => format!("an element that is not equal to the one at {index}"),
            Wanted::Branches(branches) => self.possibilities(branches),
            Wanted::OnlyOne(_) => "exactly one of the schemas of \"oneOf\" to hold".to_owned(),
            Wanted::Contained(least, most, _) => match most {
                Some(most) if most == least => format!("{least} elements that \"contains\" allows"),
                Some(most) => {
                    format!("{least} to {most} elements that \"contains\" allows")
                }
                None => format!("at least {least} elements that \"contains\" allows"),
            },
            Wanted::Limit(what) => (*what).to_owned(),
        }
    }

    fn possibilities(&self, branches: &[RawFault<'_, '_>]) -> String {
        let mut named: Vec<String> = Vec::new();
        for branch in branches {
            let own = branch.pointer.strip_prefix(&self.pointer).unwrap_or(&branch.pointer);
            let expected = branch.expected();
            let expected = if own.is_empty() { expected } else { format!("at {own} {expected}") };
            if !named.contains(&expected) && named.len() < NAMED {
                named.push(expected);
            }
        }
        if named.is_empty() {
            return "nothing at all".to_owned();
        }
        named.join(" or ")
    }
}

fn of_keyword(keyword: &Keyword) -> String {
    match keyword {
        Keyword::Never => "nothing".to_owned(),
        Keyword::Types(types) => {
            types.iter().map(|kind| noun(*kind)).collect::<Vec<_>>().join(" or ")
        }
        Keyword::Is(definition) => definition.noun.to_owned(),
        Keyword::Enum(values) => {
            let shown: Vec<String> = values.iter().take(NAMED).map(ToString::to_string).collect();
            let more = if values.len() > NAMED { ", …" } else { "" };
            format!("one of {}{more}", shown.join(", "))
        }
        Keyword::Const(value) => value.to_string(),
        Keyword::MultipleOf(number) => format!("a multiple of {number}"),
        Keyword::Maximum(number) => format!("a number that is at most {number}"),
        Keyword::ExclusiveMaximum(number) => format!("a number less than {number}"),
        Keyword::Minimum(number) => format!("a number that is at least {number}"),
        Keyword::ExclusiveMinimum(number) => format!("a number greater than {number}"),
        Keyword::MaxLength(length) => format!("a string of at most {length} characters"),
        Keyword::MinLength(length) => format!("a string of at least {length} characters"),
        Keyword::Pattern(_, pattern) => format!("a string that matches {pattern}"),
        Keyword::MaxItems(count) => format!("an array of at most {count} elements"),
        Keyword::MinItems(count) => format!("an array of at least {count} elements"),
        Keyword::MaxProperties(count) => format!("an object of at most {count} properties"),
        Keyword::MinProperties(count) => format!("an object of at least {count} properties"),
        Keyword::MinSize(size) => format!("a size of at least {size}"),
        Keyword::MaxSize(size) => format!("a size of at most {size}"),
        Keyword::MinDate(_, date) => format!("a Date that is not before {date}"),
        Keyword::MaxDate(_, date) => format!("a Date that is not after {date}"),
        Keyword::Not(_) => "what \"not\" does not describe".to_owned(),
        // The others tell of what they ask for, not of themselves.
        _ => "what the schema describes".to_owned(),
    }
}

fn noun(kind: Type) -> &'static str {
    match kind {
        Type::Null => "null",
        Type::Boolean => "a boolean",
        Type::Object => "an object",
        Type::Array => "an array",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Integer => "an integer",
    }
}
