//! The keywords of schemas.

/// Where a keyword holds schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Nowhere.
    Nothing,
    /// It is one.
    One,
    /// It is an array of them.
    List,
    /// It is an object whose members they are.
    Map,
}

use Holds::{List, Map, Nothing, One};

/// Every keyword that is known.
pub const KEYWORDS: &[(&str, Holds)] = &[
    ("$schema", Nothing),
    ("$id", Nothing),
    ("$anchor", Nothing),
    ("$dynamicAnchor", Nothing),
    ("$ref", Nothing),
    ("$dynamicRef", Nothing),
    ("$defs", Map),
    ("$comment", Nothing),
    ("title", Nothing),
    ("description", Nothing),
    ("default", Nothing),
    ("examples", Nothing),
    ("deprecated", Nothing),
    ("readOnly", Nothing),
    ("writeOnly", Nothing),
    ("format", Nothing),
    ("contentEncoding", Nothing),
    ("contentMediaType", Nothing),
    ("contentSchema", One),
    ("type", Nothing),
    ("enum", Nothing),
    ("const", Nothing),
    ("multipleOf", Nothing),
    ("maximum", Nothing),
    ("exclusiveMaximum", Nothing),
    ("minimum", Nothing),
    ("exclusiveMinimum", Nothing),
    ("maxLength", Nothing),
    ("minLength", Nothing),
    ("pattern", Nothing),
    ("maxItems", Nothing),
    ("minItems", Nothing),
    ("uniqueItems", Nothing),
    ("maxContains", Nothing),
    ("minContains", Nothing),
    ("maxProperties", Nothing),
    ("minProperties", Nothing),
    ("required", Nothing),
    ("dependentRequired", Nothing),
    ("prefixItems", List),
    ("items", One),
    ("contains", One),
    ("properties", Map),
    ("patternProperties", Map),
    ("additionalProperties", One),
    ("propertyNames", One),
    ("allOf", List),
    ("anyOf", List),
    ("oneOf", List),
    ("not", One),
    ("if", One),
    ("then", One),
    ("else", One),
    ("dependentSchemas", Map),
    ("unevaluatedItems", One),
    ("unevaluatedProperties", One),
    ("mapKeys", One),
    ("mapValues", One),
    ("setItems", One),
    ("minSize", Nothing),
    ("maxSize", Nothing),
    ("minDate", Nothing),
    ("maxDate", Nothing),
];

/// What to say of keywords of other drafts, and of those that mean nothing here.
pub fn hint(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "$vocabulary" => {
            "the keyword \"$vocabulary\" is for meta-schemas, which are not known here"
        }
        "id" => "the keyword \"id\" is of an earlier draft: \"$id\" is meant",
        "definitions" => "the keyword \"definitions\" is of an earlier draft: \"$defs\" is meant",
        "dependencies" => {
            "the keyword \"dependencies\" is of an earlier draft: \"dependentRequired\" or \
             \"dependentSchemas\" is meant"
        }
        "additionalItems" => {
            "the keyword \"additionalItems\" is of an earlier draft: \"items\" beside \
             \"prefixItems\" is meant"
        }
        "$recursiveRef" | "$recursiveAnchor" => {
            "recursive references are of an earlier draft: \"$dynamicRef\" and \
             \"$dynamicAnchor\" are meant"
        }
        _ => return None,
    })
}

/// Where a keyword holds schemas; none for one that is not known.
pub fn holds(keyword: &str) -> Option<Holds> {
    KEYWORDS.iter().find(|(name, _)| *name == keyword).map(|(_, holds)| *holds)
}
