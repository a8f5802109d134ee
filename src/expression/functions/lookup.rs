//! Finding a function by its name.

use std::fmt;

use super::{
    conversions, lists, maps, maths, operators, optionals, patterns, strings, substrings, times,
};
use crate::expression::error::or_did_you_mean;
use crate::expression::fault::Fault;
use crate::expression::item::Item;
use crate::expression::limits::Work;
use crate::expression::nearest::nearest;

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::expression) enum Form {
    /// By a sign.
    Operator,
    /// `name(value)`.
    Global,
    /// `value.name()`.
    Method,
    /// Both `name(value)` and `value.name()`.
    Either,
}

pub(super) type Outcome<'v> = Result<Item<'v>, Fault>;

type Call = for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>;

/// An operator or function.
pub(in crate::expression) struct Function {
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// How many arguments it has at least and at most, that of a method's own value included.
    pub(super) arguments: (usize, usize),
    /// The types of its arguments, for the error that says that they are others.
    pub(in crate::expression) takes: &'static str,
    /// Whether its second argument is a regular expression.
    pub(in crate::expression) takes_pattern: bool,
    pub(in crate::expression) call: Call,
}

impl fmt::Debug for Function {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Function {
    pub(super) const fn new(
        form: Form,
        name: &'static str,
        arguments: (usize, usize),
        takes: &'static str,
        call: Call,
    ) -> Self {
        Self { name, form, arguments, takes, takes_pattern: false, call }
    }

    /// What an error calls it.
    pub(in crate::expression) fn shown(&self) -> &'static str {
        self.name.trim_end_matches('_')
    }
}

static FUNCTIONS: [&[Function]; 10] = [
    operators::TABLE,
    conversions::TABLE,
    strings::TABLE,
    substrings::TABLE,
    patterns::TABLE,
    lists::TABLE,
    maps::TABLE,
    maths::TABLE,
    times::TABLE,
    optionals::TABLE,
];

/// The function of this name, called in this way with so many arguments; why there is none.
pub(in crate::expression) fn find(
    name: &str,
    form: Form,
    arguments: usize,
) -> Result<&'static Function, String> {
    let all = || FUNCTIONS.into_iter().flatten();
    let fits = |function: &&Function| {
        function.form == form || function.form == Form::Either && form != Form::Operator
    };
    if let Some(function) = all().filter(fits).find(|function| function.name == name) {
        let (least, most) = function.arguments;
        return if (least..=most).contains(&arguments) {
            Ok(function)
        } else {
            Err(wrong_count(function, form, arguments))
        };
    }
    if let Some(other) = all().find(|function| function.name == name) {
        return Err(match other.form {
            Form::Method => format!("`{name}` is a method: write value.{name}(…)"),
            _ => format!("`{name}` is no method: write {name}(…)"),
        });
    }
    let macros = ["has", "cel.bind", "all", "exists", "exists_one", "map", "filter"];
    let names = all().filter(fits).map(|function| function.name).chain(macros);
    let hint = or_did_you_mean(nearest(name, names));
    let kind = if form == Form::Method { "method" } else { "function" };
    Err(format!("there is no {kind} {name:?}{hint}"))
}

fn wrong_count(function: &Function, form: Form, arguments: usize) -> String {
    // The value of a method stands before it, not among its arguments.
    let own = usize::from(form == Form::Method);
    let (least, most) = function.arguments;
    let (least, most, given) =
        (least - own.min(least), most - own.min(most), arguments - own.min(arguments));
    let counts = match (least, most) {
        (0, 0) => "no arguments".to_owned(),
        (1, 1) => "1 argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (least, usize::MAX) => format!("{least} arguments or more"),
        (least, most) => format!("{least} to {most} arguments"),
    };
    format!("`{}` takes {counts}, not {given}", function.name)
}
