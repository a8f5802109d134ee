//! The operators and functions of expressions; `docs/expressions.md` lists them for people.

mod conversions;
mod lists;
mod lookup;
mod maps;
mod maths;
mod operators;
mod optionals;
mod patterns;
mod strings;
mod substrings;
mod times;

pub(super) use lookup::{Form, Function, find};
