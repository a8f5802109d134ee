//! Reading a schema.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::definitions::{DEFINITIONS, Definition, SCHEME, named};
use super::keywords::{KEYWORDS, hint};
use super::locate::{Location, Locations};
use super::node::{Keyword, Node, NodeId, PropertySchemas};
use super::problem::{MAX_PROBLEMS, SchemaProblem, deeper};
use super::read::{Reading, children, number, size, text, texts};
use super::{loops, pattern, uri};
use crate::expression::nearest::nearest;
use crate::value::Text;

/// The one dialect that is known.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

type Compiled = (Vec<Node>, Vec<HashMap<String, NodeId>>);

/// Reads a schema and all that is in it.
pub fn compile(schema: &Json) -> Result<Compiled, Vec<SchemaProblem>> {
    let mut problems = Vec::new();
    let locations = Locations::of(schema, &mut problems);
    let mut compiler = Compiler { locations: &locations, problems, defined: Vec::new() };
    let mut nodes: Vec<Node> =
        locations.all.iter().map(|location| compiler.node(location)).collect();
    let Compiler { mut problems, defined, .. } = compiler;
    nodes.extend(
        defined
            .into_iter()
            .map(|definition| Node { keywords: vec![Keyword::Is(definition)], resource: 0 }),
    );
    for at in loops::find(&nodes) {
        let pointer = locations.all.get(at).map(|location| location.pointer.clone());
        let reason = "the schema refers to itself without going into the value".to_owned();
        problems.push(SchemaProblem { pointer: pointer.unwrap_or_default(), reason });
    }
    problems.truncate(MAX_PROBLEMS);
    if !problems.is_empty() {
        return Err(problems);
    }
    let dynamic = locations.resources.iter().map(|resource| resource.dynamic.clone()).collect();
    Ok((nodes, dynamic))
}

struct Compiler<'l> {
    locations: &'l Locations<'l>,
    problems: Vec<SchemaProblem>,
    /// The ready-made schemas that are referred to: they come after all others.
    defined: Vec<&'static Definition>,
}

impl Compiler<'_> {
    fn node(&mut self, location: &Location<'_>) -> Node {
        let resource = location.resource;
        let keywords = match location.json {
            Json::Bool(true) => Vec::new(),
            Json::Bool(false) => vec![Keyword::Never],
            Json::Object(members) => self.keywords(location, members),
            _ => {
                self.problem(&location.pointer, "expected a schema: an object, or a boolean");
                Vec::new()
            }
        };
        Node { keywords, resource }
    }

    fn problem(&mut self, pointer: &str, reason: impl Into<String>) {
        self.problems.push(SchemaProblem { pointer: pointer.to_owned(), reason: reason.into() });
    }

    fn keywords(&mut self, location: &Location<'_>, members: &Map<String, Json>) -> Vec<Keyword> {
        let mut keywords = Vec::new();
        for (name, value) in members {
            let pointer = deeper(&location.pointer, name);
            match self.keyword(name, value, location, &pointer) {
                Ok(keyword) => keywords.extend(keyword),
                Err(reason) => self.problem(&pointer, reason),
            }
        }
        let child = |name: &str| self.child(&location.pointer, name);
        let patterned = members.get("patternProperties").and_then(Json::as_object);
        if members.contains_key("properties")
            || patterned.is_some()
            || members.contains_key("additionalProperties")
        {
            let mut schemas = PropertySchemas {
                additional: child("additionalProperties"),
                ..PropertySchemas::default()
            };
            schemas.named = children(self.locations, &location.pointer, "properties", members)
                .map(|(name, node)| (name.as_str().into(), node))
                .collect();
            let mut wrong = Vec::new();
            let matched = children(self.locations, &location.pointer, "patternProperties", members);
            for (name, node) in matched {
                match pattern::compile(name) {
                    Ok(pattern) => schemas.patterns.push((pattern, node)),
                    Err(reason) => wrong.push((name, reason)),
                }
            }
            keywords.push(Keyword::Properties(Box::new(schemas)));
            for (name, reason) in wrong {
                let pointer = deeper(&deeper(&location.pointer, "patternProperties"), name);
                self.problem(&pointer, reason);
            }
        }
        let child = |name: &str| self.child(&location.pointer, name);
        let first = self.list(&location.pointer, "prefixItems", members);
        if !first.is_empty() || members.contains_key("items") {
            keywords.push(Keyword::Elements(first, child("items")));
        }
        if let Some(condition) = child("if") {
            keywords.push(Keyword::If(condition, child("then"), child("else")));
        }
        if members.contains_key("mapKeys") || members.contains_key("mapValues") {
            keywords.push(Keyword::Entries(child("mapKeys"), child("mapValues")));
        }
        // What nothing was asked of is known once all else was asked.
        keywords.extend(child("unevaluatedItems").map(Keyword::UnevaluatedItems));
        keywords.extend(child("unevaluatedProperties").map(Keyword::UnevaluatedProperties));
        keywords
    }

    /// What a keyword asks by itself.
    fn keyword(
        &mut self,
        name: &str,
        value: &Json,
        location: &Location<'_>,
        pointer: &str,
    ) -> Reading<Option<Keyword>> {
        let members = location.json.as_object();
        let child = || self.child(&location.pointer, name);
        let list = || members.map(|members| self.list(&location.pointer, name, members));
        let some_list = || match list() {
            Some(nodes) if !nodes.is_empty() => Ok(nodes),
            _ => Err("expected an array of schemas, one at least".to_owned()),
        };
        Ok(Some(match name {
            "type" => super::read::types(value).map(Keyword::Types)?,
            "enum" => Keyword::Enum(value.as_array().ok_or("expected an array")?.clone()),
            "const" => Keyword::Const(value.clone()),
            "multipleOf" => match number(value)? {
                divisor if divisor > 0.0 => Keyword::MultipleOf(divisor),
                _ => return Err("expected a number greater than 0".to_owned()),
            },
            "maximum" => Keyword::Maximum(number(value)?),
            "exclusiveMaximum" => Keyword::ExclusiveMaximum(number(value)?),
            "minimum" => Keyword::Minimum(number(value)?),
            "exclusiveMinimum" => Keyword::ExclusiveMinimum(number(value)?),
            "maxLength" => Keyword::MaxLength(size(value)?),
            "minLength" => Keyword::MinLength(size(value)?),
            "pattern" => {
                let pattern = text(value)?;
                Keyword::Pattern(pattern::compile(pattern)?, pattern.to_owned())
            }
            "maxItems" => Keyword::MaxItems(size(value)?),
            "minItems" => Keyword::MinItems(size(value)?),
            "uniqueItems" => match value.as_bool() {
                Some(true) => Keyword::UniqueItems,
                Some(false) => return Ok(None),
                None => return Err("expected true or false".to_owned()),
            },
            "maxProperties" => Keyword::MaxProperties(size(value)?),
            "minProperties" => Keyword::MinProperties(size(value)?),
            "maxSize" => Keyword::MaxSize(size(value)?),
            "minSize" => Keyword::MinSize(size(value)?),
            "minDate" | "maxDate" => {
                let (milliseconds, shown) = super::read::date(value)?;
                match name {
                    "minDate" => Keyword::MinDate(milliseconds, shown),
                    _ => Keyword::MaxDate(milliseconds, shown),
                }
            }
            "required" => Keyword::Required(texts(value)?),
            "dependentRequired" => {
                let members = value.as_object().ok_or("expected an object of arrays of names")?;
                let each = |(name, names): (&String, &Json)| {
                    Ok((Text::from(name.as_str()), texts(names)?))
                };
                Keyword::DependentRequired(members.iter().map(each).collect::<Reading<_>>()?)
            }
            "$ref" => Keyword::Ref(self.target(text(value)?, location)?.0),
            "$dynamicRef" => {
                let (node, anchor) = self.target(text(value)?, location)?;
                Keyword::DynamicRef(node, anchor)
            }
            "allOf" => Keyword::AllOf(some_list()?),
            "anyOf" => Keyword::AnyOf(some_list()?),
            "oneOf" => Keyword::OneOf(some_list()?),
            "prefixItems" => {
                some_list()?;
                return Ok(None);
            }
            "not" => return Ok(child().map(Keyword::Not)),
            "propertyNames" => return Ok(child().map(Keyword::PropertyNames)),
            "setItems" => return Ok(child().map(Keyword::Members)),
            "contains" => {
                let bound = |name| members.and_then(|members| members.get(name)).map(size);
                let least = bound("minContains").transpose().unwrap_or_default().unwrap_or(1);
                let most = bound("maxContains").transpose().unwrap_or_default();
                return Ok(child().map(|node| Keyword::Contains(node, least, most)));
            }
            "dependentSchemas" | "properties" | "patternProperties" | "$defs" => {
                let members = value.as_object().ok_or("expected an object of schemas")?;
                if name != "dependentSchemas" {
                    return Ok(None);
                }
                let schemas = members.keys().filter_map(|own| {
                    let node = self.locations.by_pointer.get(&deeper(pointer, own))?;
                    Some((Text::from(own.as_str()), *node))
                });
                Keyword::DependentSchemas(schemas.collect())
            }
            _ => return super::read::annotation(name, value).map(|()| None),
        }))
    }

    /// The schema that stands behind a keyword.
    fn child(&self, pointer: &str, name: &str) -> Option<NodeId> {
        self.locations.by_pointer.get(&deeper(pointer, name)).copied()
    }

    /// The schemas that stand behind a keyword.
    fn list(&self, pointer: &str, name: &str, members: &Map<String, Json>) -> Vec<NodeId> {
        let count = members.get(name).and_then(Json::as_array).map_or(0, Vec::len);
        let place = |at| format!("{}/{at}", deeper(pointer, name));
        (0..count).filter_map(|at| self.locations.by_pointer.get(&place(at)).copied()).collect()
    }

    /// The schema that a reference leads to, and its name where that is a dynamic anchor.
    fn target(
        &mut self,
        reference: &str,
        location: &Location<'_>,
    ) -> Reading<(NodeId, Option<String>)> {
        let resources = &self.locations.resources;
        let base = resources.get(location.resource).map_or("", |resource| &resource.uri);
        let (address, fragment) = uri::resolve(base, reference);
        if let Some(name) = address.strip_prefix(SCHEME) {
            return Ok((self.defined(name)?, None));
        }
        let Some(resource) = self.locations.resource_named(&address) else {
            return Err(format!(
                "the reference leads to {address:?}, which is not in this schema: nothing is \
                 loaded from elsewhere"
            ));
        };
        let fragment = uri::decoded(&fragment).ok_or("the reference is no UTF-8")?;
        if fragment.is_empty() {
            return Ok((resource.root, None));
        }
        let found = if fragment.starts_with('/') {
            let root = self.locations.all.get(resource.root);
            let pointer = root.map(|root| format!("{}{fragment}", root.pointer));
            pointer.and_then(|pointer| self.locations.by_pointer.get(&pointer))
        } else {
            resource.anchors.get(&fragment)
        };
        let found = *found.ok_or_else(|| {
            format!("the reference leads to {reference:?}, and there is no schema")
        })?;
        Ok((found, resource.dynamic.contains_key(&fragment).then_some(fragment)))
    }

    fn defined(&mut self, name: &str) -> Reading<NodeId> {
        let Some(definition) = named(name) else {
            let names = DEFINITIONS.iter().map(|definition| definition.name);
            let hint = nearest(name, names)
                .map(|near| format!(" (did you mean \"{SCHEME}{near}\"?)"))
                .unwrap_or_default();
            return Err(format!("there is no ready-made schema \"{SCHEME}{name}\"{hint}"));
        };
        let known = self.defined.iter().position(|other| other.name == name);
        let at = known.unwrap_or_else(|| {
            self.defined.push(definition);
            self.defined.len() - 1
        });
        Ok(self.locations.all.len() + at)
    }
}

/// What is wrong with a keyword that is not known.
pub fn unknown(name: &str) -> String {
    if let Some(hint) = hint(name) {
        return hint.to_owned();
    }
    let hint = nearest(name, KEYWORDS.iter().map(|(known, _)| *known))
        .map(|near| format!(" (did you mean {near:?}?)"))
        .unwrap_or_default();
    format!("unknown keyword {name:?}{hint}")
}

/// Whether this is the dialect that is known.
pub fn is_dialect(address: &str) -> bool {
    address.trim_end_matches('#') == DIALECT
}
