//! What names in an expression stand for: variables, constants, functions, macros.

use super::error::{ParseError, or_did_you_mean};
use super::functions::Form;
use super::item::TYPE_CONSTANTS;
use super::lexer::Token;
use super::nearest::nearest;
use super::node::{Access, Comprehension, ComprehensionKind, Literal, Node, NodeKind, Span};
use super::parser::{Outcome, Parser};

/// Words that no variable may be called
/// ([reserved words](https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax)).
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// What the names of some functions begin with.
const NAMESPACES: [&str; 3] = ["math", "optional", "regex"];

/// Whether an expression can have a variable of this name.
pub(super) fn is_variable_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|next| next.is_ascii_alphanumeric() || next == '_')
        && !RESERVED.contains(&name)
        && !["true", "false", "null", "in"].contains(&name)
}

fn constant(name: &str) -> Option<Literal> {
    Some(match name {
        "undefined" => Literal::Undefined,
        "NaN" => Literal::Double(f64::NAN),
        "Infinity" => Literal::Double(f64::INFINITY),
        _ => Literal::Type(TYPE_CONSTANTS.into_iter().find(|constant| *constant == name)?),
    })
}

impl Parser<'_> {
    /// What a name at the beginning of a value is. A point before it hides the variables of
    /// comprehensions.
    pub(super) fn named(&mut self, name: &str, at: Span, is_global: bool) -> Outcome<Node> {
        if *self.peek() == Token::Sign("(") {
            if name == "has" {
                return self.has(at);
            }
            let (arguments, end) = self.arguments()?;
            return self.call(name, Form::Global, at.to(end), at, arguments);
        }
        if RESERVED.contains(&name) {
            let message = format!("`{name}` is reserved: no variable is called so");
            return Err(ParseError::at(self.source, at.start, message));
        }
        if !is_global && let Some(place) = self.locals.iter().rposition(|local| local == name) {
            return self.node(at, NodeKind::Local(place));
        }
        if self.names.contains(&name) {
            let known = self.variables.iter().position(|known| known == name);
            let place = known.unwrap_or_else(|| {
                self.variables.push(name.to_owned());
                self.variables.len() - 1
            });
            return self.node(at, NodeKind::Variable(place));
        }
        if *self.peek() == Token::Sign(".") && (NAMESPACES.contains(&name) || name == "cel") {
            return self.member_of_namespace(name, at);
        }
        if name == "google" {
            return self.well_known_type(at);
        }
        if *self.peek() == Token::Sign("{") {
            let message =
                format!("there are no messages such as `{name}{{…}}`: write {{\"a\": 1}}");
            return Err(ParseError::at(self.source, at.start, message));
        }
        match constant(name) {
            Some(literal) => self.node(at, NodeKind::Literal(literal)),
            None => Err(self.unknown(name, at)),
        }
    }

    fn unknown(&self, name: &str, at: Span) -> ParseError {
        let names = self.locals.iter().map(String::as_str).chain(self.names.iter().copied());
        let names: Vec<&str> = names.chain(["undefined"]).collect();
        let hint = match nearest(name, names) {
            Some(near) => or_did_you_mean(Some(near)),
            None if self.names.contains(&"record") => {
                format!(": a field of the record is `record.{name}`")
            }
            None => String::new(),
        };
        let message = format!("there is no variable {name:?}{hint}");
        ParseError::at(self.source, at.start, message)
    }

    fn member_of_namespace(&mut self, namespace: &str, at: Span) -> Outcome<Node> {
        self.expect(".", "`.`")?;
        let (token, last) = self.advance();
        let Token::Name(member) = token else {
            let message = format!("`{namespace}.` begins the name of a function");
            return Err(ParseError::at(self.source, last.start, message));
        };
        if namespace == "cel" && member == "bind" {
            return self.bind(at);
        }
        let (arguments, end) = self.arguments()?;
        let name = format!("{namespace}.{member}");
        self.call(&name, Form::Global, at.to(end), at, arguments)
    }

    fn well_known_type(&mut self, at: Span) -> Outcome<Node> {
        let mut name = "google".to_owned();
        let mut span = at;
        while self.take(".") {
            let (token, last) = self.advance();
            if let Token::Name(part) = token {
                name = format!("{name}.{part}");
                span = at.to(last);
            }
        }
        match constant(&name) {
            Some(literal) => self.node(span, NodeKind::Literal(literal)),
            None => Err(self.unknown(&name, at)),
        }
    }

    fn has(&mut self, at: Span) -> Outcome<Node> {
        let (mut arguments, end) = self.arguments()?;
        let span = at.to(end);
        match (arguments.pop(), arguments.is_empty()) {
            (
                Some(Node { kind: NodeKind::Field { of, name, access: Access::Required }, .. }),
                true,
            ) => self.node(span, NodeKind::Field { of, name, access: Access::Tested }),
            _ => {
                let message = "`has` takes a field, such as has(record.name)".to_owned();
                Err(ParseError::at(self.source, at.start, message))
            }
        }
    }

    /// `cel.bind(name, value, expression)`, from its opening bracket.
    fn bind(&mut self, at: Span) -> Outcome<Node> {
        self.expect("(", "`(`")?;
        let name = self.declared("cel.bind")?;
        let value = self.expression()?;
        self.expect(",", "`,` and the expression that uses the name")?;
        let body = self.with_local(name, Self::expression)?;
        let end = self.expect(")", "`)`")?;
        self.node(at.to(end), NodeKind::Bind(Box::new([value, body])))
    }

    /// A method or macro of a value, from its opening bracket.
    pub(super) fn method(&mut self, of: Node, name: &str, at: Span) -> Outcome<Node> {
        let kind: fn(Node) -> ComprehensionKind = match name {
            "all" => ComprehensionKind::All,
            "exists" => ComprehensionKind::Exists,
            "exists_one" | "existsOne" => ComprehensionKind::ExistsOne,
            "filter" => ComprehensionKind::Filter,
            "map" => |element| ComprehensionKind::Map { guard: None, element },
            _ => {
                let (more, end) = self.arguments()?;
                let span = of.span.to(end);
                let mut arguments = vec![of];
                arguments.extend(more);
                return self.call(name, Form::Method, span, at, arguments);
            }
        };
        self.expect("(", "`(`")?;
        let local = self.declared(name)?;
        let (kind, end) = self.with_local(local, |parser| {
            let first = parser.expression()?;
            let kind = if name == "map" && parser.take(",") {
                ComprehensionKind::Map { guard: Some(first), element: parser.expression()? }
            } else {
                kind(first)
            };
            Ok((kind, parser.expect(")", "an operator or `)`")?))
        })?;
        let span = of.span.to(end);
        let comprehension = Comprehension { range: of, kind };
        self.node(span, NodeKind::Comprehension(Box::new(comprehension)))
    }

    /// The name of the variable that a macro declares, and the comma after it.
    fn declared(&mut self, of: &str) -> Outcome<String> {
        let example = match of {
            "cel.bind" => "cel.bind(x, 1, x + x)".to_owned(),
            _ => format!("list.{of}(x, …)"),
        };
        let wanted = format!("the name of a variable first, as in `{example}`");
        match (self.peek(), self.peek_second()) {
            (Token::Name(name), Token::Sign(",")) if is_variable_name(name) => {
                let name = name.clone();
                self.advance();
                self.advance();
                Ok(name)
            }
            _ => Err(self.unexpected(&wanted)),
        }
    }

    fn with_local<T>(
        &mut self,
        name: String,
        rule: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        self.locals.push(name);
        let outcome = rule(self);
        self.locals.pop();
        outcome
    }
}
