//! Evaluating an expression.

use super::error::EvaluationErrorKind as Kind;
use super::fault::Fault;
use super::item::Item;
use super::limits::Work;
use super::node::{Access, Comprehension, ComprehensionKind, Entry, Node};
use super::{entries, equality, lists};

/// An evaluation in progress.
pub(super) struct Evaluator<'e, 'v> {
    pub(super) variables: &'e [Item<'v>],
    pub(super) work: Work<'e>,
    /// The variables of the comprehensions around, outermost first.
    locals: Vec<Item<'v>>,
}

type Outcome<'v> = Result<Item<'v>, Kind>;

impl<'e, 'v> Evaluator<'e, 'v> {
    pub(super) fn new(variables: &'e [Item<'v>], work: Work<'e>) -> Self {
        Self { variables, work, locals: Vec::new() }
    }

    /// The value of a part of the expression.
    pub(super) fn value(&mut self, node: &'e Node) -> Outcome<'v> {
        self.work.step(1)?;
        match node {
            Node::Literal(literal) => Ok(literal.item()),
            // The compiler gives no place that is not there.
            Node::Variable(place) => Ok(self.variables.get(*place).cloned().unwrap_or(Item::Null)),
            Node::Local(place) => Ok(self.locals.get(*place).cloned().unwrap_or(Item::Null)),
            Node::Field { of, name, access } => self.field(of, name, *access),
            Node::Index { of, at, access } => self.index(of, at, *access),
            Node::Call { function, arguments } => {
                let arguments: Result<Vec<Item<'v>>, Kind> =
                    arguments.iter().map(|argument| self.value(argument)).collect();
                let arguments = arguments?;
                (function.call)(&arguments, &mut self.work).map_err(|fault| match fault {
                    Fault::Kind(kind) => kind,
                    Fault::Types => types(function.shown(), function.takes, &arguments),
                })
            }
            Node::And(operands) => self.logic(operands, false),
            Node::Or(operands) => self.logic(operands, true),
            Node::Conditional(parts) => {
                let [condition, first, second] = &**parts;
                match self.value(condition)? {
                    Item::Boolean(true) => self.value(first),
                    Item::Boolean(false) => self.value(second),
                    other => Err(types("? :", "a bool before the ?", &[other])),
                }
            }
            Node::List(elements) => {
                let mut list = Vec::with_capacity(elements.len());
                for element in elements {
                    let value = self.value(&element.value)?;
                    list.extend(if element.optional { opened(value)? } else { Some(value) });
                }
                self.work.make(list.len() * size_of::<Item<'_>>())?;
                Ok(Item::list(list))
            }
            Node::Dictionary(entries) => self.dictionary(entries),
            Node::Comprehension(comprehension) => self.comprehension(comprehension),
        }
    }

    fn field(&mut self, of: &'e Node, name: &str, access: Access) -> Outcome<'v> {
        let (value, access) = match self.target(of, access)? {
            Some(target) => target,
            None => return Ok(Item::Optional(None)),
        };
        let found = match &value {
            Item::Held(held) => held.field(name),
            Item::Dictionary(entries) => {
                let entry = entries
                    .iter()
                    .find(|(key, _)| matches!(key, Item::String(key) if **key == *name));
                Some(entry.map(|(_, value)| value.clone()).ok_or_else(|| Kind::NoSuchField {
                    field: name.to_owned(),
                    nearest: None,
                }))
            }
            _ => None,
        };
        let found = found.unwrap_or_else(|| {
            let hint = if matches!(value.type_constant(), "Map") { "; look keys of a Map up with [ ]" } else { "" };
            let takes = format!("an object with fields{hint}");
            Err(types(&format!(".{name}"), &takes, &[value]))
        });
        absent_or(found, access)
    }

    fn index(&mut self, of: &'e Node, at: &'e Node, access: Access) -> Outcome<'v> {
        let (value, access) = match self.target(of, access)? {
            Some(target) => target,
            None => return Ok(Item::Optional(None)),
        };
        let at = self.value(at)?;
        let found = match lists::at_index(&value, &at) {
            Ok(None) => entries::at_key(&value, &at, &mut self.work),
            found => found,
        };
        let found = match found {
            Ok(Some(found)) => Ok(found),
            Ok(None) => {
                Err(types("[ ]", "a list and a whole number, or a map and a key", &[value, at]))
            }
            Err(kind) => Err(kind),
        };
        absent_or(found, access)
    }

    /// What a field is looked up in; `None` in an empty optional. In an optional, every further
    /// field is an optional too.
    fn target(
        &mut self,
        of: &'e Node,
        access: Access,
    ) -> Result<Option<(Item<'v>, Access)>, Kind> {
        Ok(match self.value(of)? {
            Item::Optional(None) if access == Access::Tested => {
                return Err(types("has", "no optional value", &[Item::Optional(None)]));
            }
            Item::Optional(None) => None,
            Item::Optional(Some(value)) => {
                let access = if access == Access::Tested { access } else { Access::Optional };
                Some(((*value).clone(), access))
            }
            value => Some((value, access)),
        })
    }

    /// `&&` and `||`: an operand that decides does so whatever comes of the other
    /// ([logical operators](https://github.com/google/cel-spec/blob/master/doc/langdef.md#logical-operators)).
    fn logic(&mut self, operands: &'e [Node; 2], decisive: bool) -> Outcome<'v> {
        let [first, second] = operands;
        let first = self.decision(first, decisive);
        if first == Ok(decisive) {
            return Ok(Item::Boolean(decisive));
        }
        let second = self.decision(second, decisive);
        if second == Ok(decisive) {
            return Ok(Item::Boolean(decisive));
        }
        Ok(Item::Boolean(first? == decisive || second? == decisive))
    }

    fn decision(&mut self, node: &'e Node, decisive: bool) -> Result<bool, Kind> {
        match self.value(node)? {
            Item::Boolean(boolean) => Ok(boolean),
            other => Err(types(if decisive { "||" } else { "&&" }, "two bools", &[other])),
        }
    }

    fn dictionary(&mut self, nodes: &'e [Entry]) -> Outcome<'v> {
        let mut entries: Vec<(Item<'v>, Item<'v>)> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let key = self.value(&node.key)?;
            if !matches!(
                key,
                Item::String(_) | Item::Int(_) | Item::Uint(_) | Item::Boolean(_)
            ) {
                return Err(types("{ }", "keys that are string, int, uint or bool", &[key]));
            }
            let value = self.value(&node.value)?;
            let value = if node.optional { opened(value)? } else { Some(value) };
            let Some(value) = value else {
                continue;
            };
            // Literals are short: each pair of keys is compared.
            for (other, _) in &entries {
                if equality::equal(&key, other, &mut self.work)? {
                    return Err(Kind::DuplicateKey { key: entries::show(&key) });
                }
            }
            entries.push((key, value));
        }
        self.work.make(entries.len() * 2 * size_of::<Item<'_>>())?;
        Ok(Item::Dictionary(entries.into()))
    }

    fn comprehension(&mut self, comprehension: &'e Comprehension) -> Outcome<'v> {
        let range = self.value(&comprehension.range)?;
        let Some(elements) = lists::range(&range, &mut self.work)? else {
            return Err(types(
                comprehension.kind.name(),
                "a list, a map, a Map, a Set or a typed array",
                &[range],
            ));
        };
        match &comprehension.kind {
            ComprehensionKind::All(holds) => self.quantifier(elements, holds, false),
            ComprehensionKind::Exists(holds) => self.quantifier(elements, holds, true),
            ComprehensionKind::ExistsOne(holds) => {
                let mut count = 0;
                for element in elements {
                    count += u64::from(self.holds(element, holds, "exists_one")?);
                }
                Ok(Item::Boolean(count == 1))
            }
            ComprehensionKind::Collect { guard, element: result } => {
                let mut list = Vec::with_capacity(elements.len());
                for element in elements {
                    if let Some(guard) = guard
                        && !self.holds(element.clone(), guard, "filter")?
                    {
                        continue;
                    }
                    list.push(self.with(element, result)?);
                }
                self.work.make(list.len() * size_of::<Item<'_>>())?;
                Ok(Item::list(list))
            }
        }
    }

    /// `all` and `exists`: an element that decides does so whatever comes of the others.
    fn quantifier(&mut self, range: Vec<Item<'v>>, node: &'e Node, decisive: bool) -> Outcome<'v> {
        let name = if decisive { "exists" } else { "all" };
        let mut failure = None;
        for element in range {
            match self.holds(element, node, name) {
                Ok(holds) if holds == decisive => return Ok(Item::Boolean(decisive)),
                Ok(_) => {}
                Err(kind @ (Kind::TooManySteps | Kind::TooManyBytes)) => return Err(kind),
                Err(kind) => failure = Some(kind),
            }
        }
        failure.map_or(Ok(Item::Boolean(!decisive)), Err)
    }

    fn holds(&mut self, element: Item<'v>, node: &'e Node, name: &str) -> Result<bool, Kind> {
        match self.with(element, node)? {
            Item::Boolean(boolean) => Ok(boolean),
            other => Err(types(name, "a condition that is a bool", &[other])),
        }
    }

    fn with(&mut self, element: Item<'v>, node: &'e Node) -> Outcome<'v> {
        self.locals.push(element);
        let value = self.value(node);
        self.locals.pop();
        value
    }
}

impl ComprehensionKind {
    fn name(&self) -> &'static str {
        match self {
            Self::All(_) => "all",
            Self::Exists(_) => "exists",
            Self::ExistsOne(_) => "exists_one",
            Self::Collect { .. } => "map or filter",
        }
    }
}

/// What an optional of a list or map literal adds.
fn opened(value: Item<'_>) -> Result<Option<Item<'_>>, Kind> {
    match value {
        Item::Optional(value) => Ok(value.map(|value| (*value).clone())),
        other => Err(types("?", "an optional value", &[other])),
    }
}

fn absent_or<'v>(found: Outcome<'v>, access: Access) -> Outcome<'v> {
    match (found, access) {
        (found, Access::Required) => found,
        (Ok(_), Access::Tested) => Ok(Item::Boolean(true)),
        (Ok(found), Access::Optional) => Ok(Item::optional(Some(found))),
        (Err(kind), Access::Tested) if kind.is_absence() => Ok(Item::Boolean(false)),
        (Err(kind), Access::Optional) if kind.is_absence() => Ok(Item::Optional(None)),
        (found, _) => found,
    }
}

/// The error of an operator or function that does not take values of these types.
fn types(operation: &str, expected: &str, given: &[Item<'_>]) -> Kind {
    let given: Vec<String> = given.iter().map(Item::described).collect();
    Kind::Types {
        operation: operation.to_owned(),
        expected: expected.to_owned(),
        given: if given.is_empty() { "nothing".to_owned() } else { given.join(" and ") },
    }
}
