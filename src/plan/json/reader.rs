//! The reader of JSON texts.

use std::collections::HashMap;

use super::string::read_string;
use super::{Kind, Member, Node, Pointer, Position};
use crate::plan::problem::{MAX_PROBLEMS, Problem, Trouble};

/// The greatest length of a text that is read, in bytes.
pub const MAX_LENGTH: usize = 4 << 20;

/// The greatest depth of arrays and objects in one another.
pub const MAX_DEPTH: usize = 128;

pub(super) type Outcome<T> = Result<T, Box<Problem>>;

/// Reads a text.
///
/// What is not JSON ends the reading with one problem. A name that stands twice in an object
/// does not: it is added to `problems`, and its second value is left out.
pub fn read(text: &str, problems: &mut Vec<Problem>) -> Option<Node> {
    let mut reader = Reader {
        // Editors of Windows like to begin with a byte order mark.
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        line: 1,
        column: 1,
        steps: Vec::new(),
        depth: 0,
        duplicates: Vec::new(),
    };
    let outcome = if text.len() > MAX_LENGTH {
        Err(reader.trouble(Trouble::TooLong { length: text.len(), limit: MAX_LENGTH }))
    } else {
        reader.text()
    };
    problems.append(&mut reader.duplicates);
    match outcome {
        Ok(node) => Some(node),
        Err(problem) => {
            problems.push(*problem);
            None
        }
    }
}

/// A step on the way to the value that is read.
enum Step {
    Member(String),
    Element(usize),
}

/// A text and the place up to which it was read.
pub(super) struct Reader<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
    steps: Vec<Step>,
    depth: usize,
    duplicates: Vec<Problem>,
}

impl Reader<'_> {
    pub(super) fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn advance(&mut self) {
        let mut characters = self.rest.chars();
        match characters.next() {
            Some('\n') => {
                self.line += 1;
                self.column = 1;
            }
            Some(_) => self.column += 1,
            None => {}
        }
        self.rest = characters.as_str();
    }

    pub(super) fn trouble(&self, trouble: Trouble) -> Box<Problem> {
        self.trouble_at(self.position(), trouble)
    }

    pub(super) fn trouble_at(&self, position: Position, trouble: Trouble) -> Box<Problem> {
        let pointer = self.steps.iter().fold(Pointer::root(), |pointer, step| match step {
            Step::Member(name) => pointer.member(name),
            Step::Element(index) => pointer.element(*index),
        });
        Box::new(Problem { trouble, pointer, position: Some(position) })
    }

    pub(super) fn unexpected(&self, expected: &str) -> Box<Problem> {
        let found = match self.peek() {
            None => "the end of the text".to_owned(),
            Some(character) => format!("{character:?}"),
        };
        self.trouble(Trouble::Syntax { expected: expected.to_owned(), found })
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.advance();
        }
    }

    fn text(&mut self) -> Outcome<Node> {
        self.space();
        let node = self.value()?;
        self.space();
        if self.peek().is_some() {
            return Err(self.unexpected("the end of the text"));
        }
        Ok(node)
    }

    fn value(&mut self) -> Outcome<Node> {
        let position = self.position();
        let kind = match self.peek() {
            Some('{') => self.nested(Self::object)?,
            Some('[') => self.nested(Self::array)?,
            Some('"') => Kind::String(read_string(self)?),
            Some('t') => self.word("true", Kind::Boolean(true))?,
            Some('f') => self.word("false", Kind::Boolean(false))?,
            Some('n') => self.word("null", Kind::Null)?,
            Some('-' | '0'..='9') => self.number()?,
            _ => return Err(self.unexpected("a JSON value")),
        };
        Ok(Node { position, kind })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Outcome<Kind>) -> Outcome<Kind> {
        if self.depth == MAX_DEPTH {
            return Err(self.trouble(Trouble::TooDeep { limit: MAX_DEPTH }));
        }
        self.depth += 1;
        self.advance();
        self.space();
        let kind = read(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn word(&mut self, word: &str, kind: Kind) -> Outcome<Kind> {
        for character in word.chars() {
            if self.peek() != Some(character) {
                return Err(self.unexpected(&format!("{character:?} of {word}")));
            }
            self.advance();
        }
        Ok(kind)
    }

    fn number(&mut self) -> Outcome<Kind> {
        let start = self.position();
        let begun = self.rest;
        let mut whole = true;
        if self.peek() == Some('-') {
            self.advance();
        }
        if self.peek() == Some('0') {
            self.advance();
        } else {
            self.digits()?;
        }
        if self.peek() == Some('.') {
            whole = false;
            self.advance();
            self.digits()?;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            whole = false;
            self.advance();
            if matches!(self.peek(), Some('+' | '-')) {
                self.advance();
            }
            self.digits()?;
        }
        let length = begun.len() - self.rest.len();
        let literal = begun.get(..length).unwrap_or_default();
        match literal.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                let exact = !whole
                    || number.abs() <= crate::value::MAX_SAFE_INTEGER as f64
                    || format!("{number}") == literal;
                Ok(Kind::Number { number, exact })
            }
            _ => Err(self.trouble_at(start, Trouble::NumberTooLarge)),
        }
    }

    fn digits(&mut self) -> Outcome<()> {
        if !matches!(self.peek(), Some('0'..='9')) {
            return Err(self.unexpected("a digit"));
        }
        while matches!(self.peek(), Some('0'..='9')) {
            self.advance();
        }
        Ok(())
    }

    fn array(&mut self) -> Outcome<Kind> {
        let mut elements = Vec::new();
        if self.peek() == Some(']') {
            self.advance();
            return Ok(Kind::Array(elements));
        }
        loop {
            self.steps.push(Step::Element(elements.len()));
            elements.push(self.value()?);
            self.steps.pop();
            self.space();
            match self.peek() {
                Some(',') => self.advance(),
                Some(']') => {
                    self.advance();
                    return Ok(Kind::Array(elements));
                }
                _ => return Err(self.unexpected("',' or ']'")),
            }
            self.space();
        }
    }

    fn object(&mut self) -> Outcome<Kind> {
        let mut members: Vec<Member> = Vec::new();
        let mut places: HashMap<String, Position> = HashMap::new();
        if self.peek() == Some('}') {
            self.advance();
            return Ok(Kind::Object(members));
        }
        loop {
            let position = self.position();
            if self.peek() != Some('"') {
                return Err(self.unexpected("a name in '\"'"));
            }
            let name = read_string(self)?;
            self.steps.push(Step::Member(name.clone()));
            self.space();
            if self.peek() != Some(':') {
                return Err(self.unexpected("':'"));
            }
            self.advance();
            self.space();
            let value = self.value()?;
            match places.get(&name) {
                Some(first) => {
                    let trouble = Trouble::DuplicateName { name, first: *first };
                    let problem = *self.trouble_at(position, trouble);
                    if self.duplicates.len() < MAX_PROBLEMS {
                        self.duplicates.push(problem);
                    }
                }
                None => {
                    places.insert(name.clone(), position);
                    members.push(Member { name, position, value });
                }
            }
            self.steps.pop();
            self.space();
            match self.peek() {
                Some(',') => self.advance(),
                Some('}') => {
                    self.advance();
                    return Ok(Kind::Object(members));
                }
                _ => return Err(self.unexpected("',' or '}'")),
            }
            self.space();
        }
    }
}
