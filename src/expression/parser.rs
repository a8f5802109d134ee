//! Reading an expression
//! ([grammar](https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax)).

use super::error::ParseError;
use super::functions::{self, Form};
use super::lexer::{Token, tokens};
use super::limits::{MAX_NESTING, MAX_SOURCE, Patterns};
use super::literal;
use super::node::{Access, Element, Entry, Literal, Node, NodeKind, Span};

/// An expression as it was read.
pub(super) struct Parsed {
    pub(super) root: Node,
    /// The variables that it uses, each once.
    pub(super) variables: Vec<String>,
    /// The regular expressions that stand in it.
    pub(super) patterns: Patterns,
}

pub(super) type Outcome<T> = Result<T, ParseError>;

/// Reads an expression over these variables.
pub(super) fn parse(source: &str, names: &[&str]) -> Outcome<Parsed> {
    if source.len() > MAX_SOURCE {
        let message = format!("an expression has at most {MAX_SOURCE} bytes");
        return Err(ParseError::at(source, 0, message));
    }
    let mut parser = Parser {
        source,
        names,
        tokens: tokens(source)?,
        next: 0,
        depth: 0,
        variables: Vec::new(),
        locals: Vec::new(),
        patterns: Patterns::default(),
    };
    let root = parser.expression()?;
    if *parser.peek() != Token::End {
        return Err(parser.unexpected("an operator or the end"));
    }
    Ok(Parsed { root, variables: parser.variables, patterns: parser.patterns })
}

/// Operators on two values, by precedence, the weakest first; `&&` and `||` are not among them.
const BINARY: [&[&str]; 3] =
    [&["==", "!=", "<", "<=", ">", ">=", "in"], &["+", "-"], &["*", "/", "%"]];

pub(super) struct Parser<'s> {
    pub(super) source: &'s str,
    /// The variables that there are.
    pub(super) names: &'s [&'s str],
    tokens: Vec<(Token, Span)>,
    next: usize,
    /// How many rules are being followed one in another.
    depth: usize,
    pub(super) variables: Vec<String>,
    /// The variables of the comprehensions around, outermost first.
    pub(super) locals: Vec<String>,
    pub(super) patterns: Patterns,
}

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Outcome<Node> {
        self.within(|parser| {
            let condition = parser.any()?;
            if !parser.take("?") {
                return Ok(condition);
            }
            let first = parser.any()?;
            parser.expect(":", "`:` and what the expression is otherwise")?;
            let second = parser.expression()?;
            let span = condition.span.to(second.span);
            parser.node(span, NodeKind::Conditional(Box::new([condition, first, second])))
        })
    }

    fn any(&mut self) -> Outcome<Node> {
        self.chain("||", NodeKind::Or, |parser| {
            parser.chain("&&", NodeKind::And, |parser| parser.binary(0))
        })
    }

    fn chain(
        &mut self,
        sign: &str,
        kind: fn(Vec<Node>) -> NodeKind,
        operand: impl Fn(&mut Self) -> Outcome<Node>,
    ) -> Outcome<Node> {
        let first = operand(self)?;
        let mut span = first.span;
        let mut operands = vec![first];
        while self.take(sign) {
            let next = operand(self)?;
            span = span.to(next.span);
            operands.push(next);
        }
        match operands.pop() {
            Some(only) if operands.is_empty() => Ok(only),
            last => {
                operands.extend(last);
                self.node(span, kind(operands))
            }
        }
    }

    /// Operators that bind at least as tightly as those of this level.
    fn binary(&mut self, least: usize) -> Outcome<Node> {
        let mut first = self.unary()?;
        while let Token::Sign(sign) = *self.peek()
            && let Some(level) = BINARY.iter().position(|signs| signs.contains(&sign))
            && level >= least
        {
            let at = self.advance().1;
            let second = self.binary(level + 1)?;
            first = self.operation(sign, first.span.to(second.span), at, vec![first, second])?;
        }
        Ok(first)
    }

    fn unary(&mut self) -> Outcome<Node> {
        let (sign, at) = match self.peek() {
            Token::Sign("!") => ("!_", self.advance().1),
            Token::Sign("-") => ("-_", self.advance().1),
            _ => return self.member(),
        };
        if sign == "-_"
            && let Some(negative) = self.negative()
        {
            let span = at.to(self.advance().1);
            let literal = self.node(span, NodeKind::Literal(negative))?;
            return self.members(literal);
        }
        self.within(|parser| {
            let operand = parser.unary()?;
            parser.operation(sign, at.to(operand.span), at, vec![operand])
        })
    }

    /// The negative of the number that comes next, if one does.
    fn negative(&self) -> Option<Literal> {
        match self.peek() {
            Token::Literal(Literal::Int(int)) => Some(Literal::Int(-int)),
            Token::Literal(Literal::Lowest) => Some(Literal::Int(i64::MIN)),
            Token::Literal(Literal::Double(double)) => Some(Literal::Double(-double)),
            _ => None,
        }
    }

    fn member(&mut self) -> Outcome<Node> {
        let primary = self.primary()?;
        self.members(primary)
    }

    /// The fields, elements and methods that follow a value.
    fn members(&mut self, mut of: Node) -> Outcome<Node> {
        loop {
            if self.take(".") {
                let access = if self.take("?") { Access::Optional } else { Access::Required };
                let (name, at) = self.name("the name of a field or method")?;
                if access == Access::Required && *self.peek() == Token::Sign("(") {
                    of = self.method(of, &name, at)?;
                } else {
                    let span = of.span.to(at);
                    let kind = NodeKind::Field { of: Box::new(of), name: name.into(), access };
                    of = self.node(span, kind)?;
                }
            } else if self.take("[") {
                let access = if self.take("?") { Access::Optional } else { Access::Required };
                let at = self.expression()?;
                let span = of.span.to(self.expect("]", "`]`")?);
                let kind = NodeKind::Index { of: Box::new(of), at: Box::new(at), access };
                of = self.node(span, kind)?;
            } else {
                return Ok(of);
            }
        }
    }

    fn primary(&mut self) -> Outcome<Node> {
        let (token, span) = self.current();
        match token {
            Token::Literal(Literal::Lowest) => {
                let message = format!("{} is beyond a 64-bit int", literal::LOWEST);
                Err(ParseError::at(self.source, span.start, message))
            }
            Token::Literal(literal) => {
                self.advance();
                self.node(span, NodeKind::Literal(literal))
            }
            Token::Name(name) => {
                self.advance();
                self.named(&name, span, false)
            }
            Token::Sign(".") => {
                self.advance();
                let (name, at) = self.name("the name of a variable")?;
                self.named(&name, at, true)
            }
            Token::Sign("(") => self.parenthesised(span),
            Token::Sign("[") => self.list(span),
            Token::Sign("{") => self.dictionary(span),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn parenthesised(&mut self, start: Span) -> Outcome<Node> {
        self.advance();
        let mut inner = self.expression()?;
        inner.span = start.to(self.expect(")", "an operator or `)`")?);
        Ok(inner)
    }

    fn list(&mut self, start: Span) -> Outcome<Node> {
        self.advance();
        let mut elements = Vec::new();
        let end = self.listed("]", |parser| {
            let optional = parser.take("?");
            elements.push(Element { value: parser.expression()?, optional });
            Ok(())
        })?;
        self.node(start.to(end), NodeKind::List(elements))
    }

    fn dictionary(&mut self, start: Span) -> Outcome<Node> {
        self.advance();
        let mut entries = Vec::new();
        let end = self.listed("}", |parser| {
            let optional = parser.take("?");
            let key = parser.expression()?;
            parser.expect(":", "`:` and the value of the key")?;
            entries.push(Entry { key, value: parser.expression()?, optional });
            Ok(())
        })?;
        self.node(start.to(end), NodeKind::Dictionary(entries))
    }

    /// What stands between brackets and commas; the comma at the end is optional.
    fn listed(
        &mut self,
        close: &'static str,
        mut each: impl FnMut(&mut Self) -> Outcome<()>,
    ) -> Outcome<Span> {
        loop {
            if let Token::Sign(sign) = *self.peek()
                && sign == close
            {
                return Ok(self.advance().1);
            }
            each(self)?;
            if !self.take(",") {
                return self.expect(close, &format!("`,` or `{close}`"));
            }
        }
    }

    /// The arguments of a call, from its opening bracket.
    pub(super) fn arguments(&mut self) -> Outcome<(Vec<Node>, Span)> {
        self.expect("(", "`(`")?;
        let mut arguments = Vec::new();
        let end = self.listed(")", |parser| {
            arguments.push(parser.expression()?);
            Ok(())
        })?;
        Ok((arguments, end))
    }

    /// A call of a function that the sign of an operator names.
    fn operation(
        &mut self,
        name: &str,
        span: Span,
        at: Span,
        arguments: Vec<Node>,
    ) -> Outcome<Node> {
        self.call(name, Form::Operator, span, at, arguments)
    }

    /// A call, where there is such a function.
    pub(super) fn call(
        &mut self,
        name: &str,
        form: Form,
        span: Span,
        at: Span,
        arguments: Vec<Node>,
    ) -> Outcome<Node> {
        let wrong = |message| ParseError::at(self.source, at.start, message);
        let function = functions::find(name, form, arguments.len()).map_err(wrong)?;
        if function.takes_pattern
            && let Some(Node { kind: NodeKind::Literal(Literal::String(pattern)), span, .. }) =
                arguments.get(1)
        {
            self.patterns
                .add(pattern)
                .map_err(|kind| ParseError::at(self.source, span.start, kind.to_string()))?;
        }
        self.node(span, NodeKind::Call { function, arguments })
    }

    pub(super) fn node(&self, span: Span, kind: NodeKind) -> Outcome<Node> {
        let height = kind.highest_part() + 1;
        if height > MAX_NESTING {
            Err(self.too_deep(span))
        } else {
            Ok(Node { span, height, kind })
        }
    }

    fn within<T>(&mut self, rule: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(self.too_deep(self.current().1));
        }
        let outcome = rule(self);
        self.depth -= 1;
        outcome
    }

    fn too_deep(&self, span: Span) -> ParseError {
        let message = format!("an expression nests at most {MAX_NESTING} levels deep");
        ParseError::at(self.source, span.start, message)
    }

    pub(super) fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(token, _)| token)
    }

    /// The token after the next one.
    pub(super) fn peek_second(&self) -> &Token {
        self.tokens.get(self.next + 1).map_or(&Token::End, |(token, _)| token)
    }

    fn current(&self) -> (Token, Span) {
        let end = Span { start: self.source.len(), end: self.source.len() };
        self.tokens.get(self.next).cloned().unwrap_or((Token::End, end))
    }

    pub(super) fn advance(&mut self) -> (Token, Span) {
        let current = self.current();
        self.next += 1;
        current
    }

    pub(super) fn take(&mut self, wanted: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(sign) if *sign == wanted);
        self.next += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, sign: &str, wanted: &str) -> Outcome<Span> {
        let at = self.current().1;
        if self.take(sign) { Ok(at) } else { Err(self.unexpected(wanted)) }
    }

    fn name(&mut self, wanted: &str) -> Outcome<(String, Span)> {
        match self.current() {
            (Token::Name(name) | Token::Quoted(name), at) => {
                self.advance();
                Ok((name, at))
            }
            _ => Err(self.unexpected(wanted)),
        }
    }

    pub(super) fn unexpected(&self, wanted: &str) -> ParseError {
        let (token, at) = self.current();
        let message = format!("expected {wanted}, found {}", token.shown());
        ParseError::at(self.source, at.start, message)
    }
}
