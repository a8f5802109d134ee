//! Where the schemas in a schema stand, and under which names they are referred to.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::keywords::{Holds, holds};
use super::problem::{SchemaProblem, deeper};
use super::uri::resolve;

/// The base of a schema without `$id`. Nothing else is there, so only references within it lead
/// anywhere.
const BASE: &str = "schema:/";

/// A schema within the whole, or the whole.
pub struct Location<'s> {
    /// Its JSON Pointer.
    pub pointer: String,
    /// What stands there.
    pub json: &'s Json,
    /// Its [schema resource](https://json-schema.org/draft/2020-12/json-schema-core#section-4.3.5).
    pub resource: usize,
}

/// A schema with an identifier of its own, and what is in it.
pub struct Resource {
    /// Its identifier.
    pub uri: String,
    /// The schema, by its position among the locations.
    pub root: usize,
    /// The anchors, with the positions of what they name.
    pub anchors: HashMap<String, usize>,
    /// Those of them that are dynamic.
    pub dynamic: HashMap<String, usize>,
}

/// All schemas of a schema.
#[derive(Default)]
pub struct Locations<'s> {
    /// In the order of the text; the whole is the first.
    pub all: Vec<Location<'s>>,
    /// The schema resources.
    pub resources: Vec<Resource>,
    /// The positions by pointer.
    pub by_pointer: HashMap<String, usize>,
    /// The resources by identifier.
    by_uri: HashMap<String, usize>,
}

impl<'s> Locations<'s> {
    /// Those of a schema.
    pub fn of(schema: &'s Json, problems: &mut Vec<SchemaProblem>) -> Self {
        let mut locations = Self::default();
        locations.resource(BASE.to_owned(), 0);
        locations.visit(schema, String::new(), 0, problems);
        locations
    }

    fn resource(&mut self, uri: String, root: usize) -> usize {
        let at = self.resources.len();
        self.by_uri.insert(uri.clone(), at);
        let (anchors, dynamic) = (HashMap::new(), HashMap::new());
        self.resources.push(Resource { uri, root, anchors, dynamic });
        at
    }

    /// As deep as the plan's text.
    fn visit(
        &mut self,
        json: &'s Json,
        pointer: String,
        within: usize,
        problems: &mut Vec<SchemaProblem>,
    ) {
        let at = self.all.len();
        let mut resource = within;
        if let Json::Object(members) = json {
            resource = self.identified(members, &pointer, within, at, problems);
            self.anchor(members, "$anchor", &pointer, resource, at, problems);
            self.anchor(members, "$dynamicAnchor", &pointer, resource, at, problems);
        }
        self.by_pointer.insert(pointer.clone(), at);
        self.all.push(Location { pointer: pointer.clone(), json, resource });
        let Json::Object(members) = json else { return };
        for (name, value) in members {
            let inner = deeper(&pointer, name);
            match (holds(name), value) {
                (Some(Holds::One), value) => self.visit(value, inner, resource, problems),
                (Some(Holds::List), Json::Array(schemas)) => {
                    for (index, schema) in schemas.iter().enumerate() {
                        self.visit(schema, format!("{inner}/{index}"), resource, problems);
                    }
                }
                (Some(Holds::Map), Json::Object(schemas)) => {
                    for (name, schema) in schemas {
                        self.visit(schema, deeper(&inner, name), resource, problems);
                    }
                }
                _ => {}
            }
        }
    }

    fn identified(
        &mut self,
        members: &Map<String, Json>,
        pointer: &str,
        within: usize,
        at: usize,
        problems: &mut Vec<SchemaProblem>,
    ) -> usize {
        let Some(id) = members.get("$id") else { return within };
        let mut problem = |reason: &str| {
            problems
                .push(SchemaProblem { pointer: deeper(pointer, "$id"), reason: reason.to_owned() });
            within
        };
        let Json::String(id) = id else { return problem("expected a string: a URI") };
        let base = self.resources.get(within).map_or(BASE, |resource| &resource.uri);
        let (uri, fragment) = resolve(base, id);
        if !fragment.is_empty() {
            return problem("an \"$id\" has no fragment: \"$anchor\" is meant");
        }
        if let Some(known) = self.by_uri.get(&uri).copied() {
            // The base of the whole may be spelt out.
            if known != 0 || at != 0 {
                return problem("another schema has this \"$id\" as well");
            }
            return known;
        }
        self.resource(uri, at)
    }

    fn anchor(
        &mut self,
        members: &Map<String, Json>,
        keyword: &str,
        pointer: &str,
        resource: usize,
        at: usize,
        problems: &mut Vec<SchemaProblem>,
    ) {
        let Some(anchor) = members.get(keyword) else { return };
        let mut problem = |reason: &str| {
            let pointer = deeper(pointer, keyword);
            problems.push(SchemaProblem { pointer, reason: reason.to_owned() });
        };
        let Some(name) = anchor.as_str().filter(|name| is_anchor(name)) else {
            return problem("expected a name of letters, digits, '-', '_' and '.'");
        };
        let Some(resource) = self.resources.get_mut(resource) else { return };
        if resource.anchors.insert(name.to_owned(), at).is_some_and(|other| other != at) {
            return problem("another schema has this anchor as well");
        }
        if keyword == "$dynamicAnchor" {
            resource.dynamic.insert(name.to_owned(), at);
        }
    }

    /// The resource with this identifier.
    pub fn resource_named(&self, uri: &str) -> Option<&Resource> {
        self.by_uri.get(uri).and_then(|at| self.resources.get(*at))
    }
}

fn is_anchor(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
