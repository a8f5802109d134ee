//! Evaluating an expression.

use super::error::EvaluationErrorKind as Kind;
use super::fault::{Failure, Fault};
use super::functions::Function;
use super::item::Item;
use super::limits::Work;
use super::node::{Access, Comprehension, ComprehensionKind, Element, Entry, Node, NodeKind};
use super::{entries, equality, lists};

/// An evaluation in progress.
pub(super) struct Evaluator<'e, 'v> {
    pub(super) variables: &'e [Item<'v>],
    pub(super) work: Work<'e>,
    /// The variables of the comprehensions around, outermost first.
    locals: Vec<Item<'v>>,
}

type Outcome<'v> = Result<Item<'v>, Failure>;

impl<'e, 'v> Evaluator<'e, 'v> {
    pub(super) fn new(variables: &'e [Item<'v>], work: Work<'e>) -> Self {
        Self { variables, work, locals: Vec::new() }
    }

    /// The value of a part of the expression.
    pub(super) fn value(&mut self, node: &'e Node) -> Outcome<'v> {
        self.work.step(1).map_err(|kind| Failure::from(kind).at(node.span))?;
        self.value_of(&node.kind).map_err(|failure| failure.at(node.span))
    }

    fn value_of(&mut self, kind: &'e NodeKind) -> Outcome<'v> {
        match kind {
            NodeKind::Literal(literal) => Ok(literal.item()),
            // The parser gives no place that is not there.
            NodeKind::Variable(place) => {
                Ok(self.variables.get(*place).cloned().unwrap_or(Item::Undefined))
            }
            NodeKind::Local(place) => {
                Ok(self.locals.get(*place).cloned().unwrap_or(Item::Undefined))
            }
            NodeKind::Field { of, name, access } => self.field(of, name, *access),
            NodeKind::Index { of, at, access } => self.index(of, at, *access),
            NodeKind::Call { function, arguments } => self.call(function, arguments),
            NodeKind::And(operands) => self.logic(operands, false),
            NodeKind::Or(operands) => self.logic(operands, true),
            NodeKind::Conditional(parts) => {
                let [condition, first, second] = &**parts;
                match self.value(condition)? {
                    Item::Boolean(true) => self.value(first),
                    Item::Boolean(false) => self.value(second),
                    other => Err(types("? :", "a bool before the ?", &[other]).into()),
                }
            }
            NodeKind::List(elements) => self.list(elements),
            NodeKind::Dictionary(entries) => self.dictionary(entries),
            NodeKind::Comprehension(comprehension) => self.comprehension(comprehension),
            NodeKind::Bind(parts) => {
                let [value, body] = &**parts;
                let value = self.value(value)?;
                self.with(value, body)
            }
        }
    }

    fn call(&mut self, function: &'static Function, arguments: &'e [Node]) -> Outcome<'v> {
        let mut items = Vec::with_capacity(arguments.len());
        for argument in arguments {
            items.push(self.value(argument)?);
        }
        (function.call)(&items, &mut self.work).map_err(|fault| match fault {
            Fault::Kind(kind) => kind.into(),
            Fault::Types => types(function.shown(), function.takes, &items).into(),
        })
    }

    fn list(&mut self, elements: &'e [Element]) -> Outcome<'v> {
        let mut list = Vec::with_capacity(elements.len());
        for element in elements {
            let value = self.value(&element.value)?;
            list.extend(if element.optional { opened(value)? } else { Some(value) });
        }
        self.work.make_items(list.len())?;
        Ok(Item::list(list))
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
                Some(
                    entry
                        .map(|(_, value)| value.clone())
                        .ok_or_else(|| Kind::NoSuchField { field: name.to_owned(), nearest: None }),
                )
            }
            _ => None,
        };
        let found = found.unwrap_or_else(|| {
            let hint = if matches!(value.type_constant(), "Map") {
                "; look keys of a Map up with [ ]"
            } else {
                ""
            };
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
    ) -> Result<Option<(Item<'v>, Access)>, Failure> {
        Ok(match self.value(of)? {
            Item::Optional(None) if access == Access::Tested => {
                return Err(types("has", "no optional value", &[Item::Optional(None)]).into());
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
    fn logic(&mut self, operands: &'e [Node], decisive: bool) -> Outcome<'v> {
        let mut failure = None;
        for operand in operands {
            match self.decision(operand, decisive) {
                Ok(found) if found == decisive => return Ok(Item::Boolean(decisive)),
                Ok(_) => {}
                Err(found) => failure = failure.or(Some(found)),
            }
        }
        failure.map_or(Ok(Item::Boolean(!decisive)), Err)
    }

    fn decision(&mut self, node: &'e Node, decisive: bool) -> Result<bool, Failure> {
        match self.value(node)? {
            Item::Boolean(boolean) => Ok(boolean),
            other => {
                let operator = if decisive { "||" } else { "&&" };
                Err(Failure::from(types(operator, "bools", &[other])).at(node.span))
            }
        }
    }

    fn dictionary(&mut self, nodes: &'e [Entry]) -> Outcome<'v> {
        let mut entries: Vec<(Item<'v>, Item<'v>)> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let key = self.value(&node.key)?;
            if !matches!(key, Item::String(_) | Item::Int(_) | Item::Uint(_) | Item::Boolean(_)) {
                let wanted = "keys that are string, int, uint or bool";
                return Err(types("{ }", wanted, &[key]).into());
            }
            let value = self.value(&node.value)?;
            let value = if node.optional { opened(value)? } else { Some(value) };
            let Some(value) = value else {
                continue;
            };
            // Literals are short: each pair of keys is compared.
            for (other, _) in &entries {
                if equality::equal(&key, other, &mut self.work)? {
                    return Err(Kind::DuplicateKey { key: entries::show(&key) }.into());
                }
            }
            entries.push((key, value));
        }
        self.work.make_items(entries.len() * 2)?;
        Ok(Item::Dictionary(entries.into()))
    }

    fn comprehension(&mut self, comprehension: &'e Comprehension) -> Outcome<'v> {
        let range = self.value(&comprehension.range)?;
        let Some(elements) = lists::range(&range, &mut self.work)? else {
            let wanted = "a list, a map, a Map, a Set or a typed array";
            return Err(types(comprehension.kind.name(), wanted, &[range]).into());
        };
        // Lists of what the record holds are made for the time being only.
        let size = elements.len();
        self.work.make_items(size)?;
        let value = self.each(elements, &comprehension.kind);
        self.work.release_items(size);
        value
    }

    fn each(&mut self, elements: Vec<Item<'v>>, kind: &'e ComprehensionKind) -> Outcome<'v> {
        let name = kind.name();
        match kind {
            ComprehensionKind::All(holds) => self.quantifier(elements, holds, false),
            ComprehensionKind::Exists(holds) => self.quantifier(elements, holds, true),
            ComprehensionKind::ExistsOne(holds) => {
                let mut count = 0;
                for element in elements {
                    count += u64::from(self.holds(element, holds, name)?);
                }
                Ok(Item::Boolean(count == 1))
            }
            ComprehensionKind::Filter(guard) => {
                let mut list = Vec::new();
                for element in elements {
                    if self.holds(element.clone(), guard, name)? {
                        list.push(element);
                    }
                }
                self.work.make_items(list.len())?;
                Ok(Item::list(list))
            }
            ComprehensionKind::Map { guard, element: result } => {
                let mut list = Vec::new();
                for element in elements {
                    if let Some(guard) = guard
                        && !self.holds(element.clone(), guard, name)?
                    {
                        continue;
                    }
                    self.work.make_items(1)?;
                    list.push(self.with(element, result)?);
                }
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
                Err(found) => failure = failure.or(Some(found)),
            }
        }
        failure.map_or(Ok(Item::Boolean(!decisive)), Err)
    }

    fn holds(&mut self, element: Item<'v>, node: &'e Node, name: &str) -> Result<bool, Failure> {
        match self.with(element, node)? {
            Item::Boolean(boolean) => Ok(boolean),
            other => {
                let wanted = "a condition that is a bool";
                Err(Failure::from(types(name, wanted, &[other])).at(node.span))
            }
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
            Self::Filter(_) => "filter",
            Self::Map { .. } => "map",
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

fn absent_or<'v>(found: Result<Item<'v>, Kind>, access: Access) -> Outcome<'v> {
    match (found, access) {
        (found, Access::Required) => Ok(found?),
        (Ok(_), Access::Tested) => Ok(Item::Boolean(true)),
        (Ok(found), Access::Optional) => Ok(Item::optional(Some(found))),
        (Err(kind), Access::Tested) if kind.is_absence() => Ok(Item::Boolean(false)),
        (Err(kind), Access::Optional) if kind.is_absence() => Ok(Item::Optional(None)),
        (found, _) => Ok(found?),
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
