//! Decoding plans and migrations.

use std::collections::BTreeMap;

use super::cursor::{Cursor, Problems};
use super::decode::{Decode, check_count, word};
use super::lazy::check_lazy;
use super::members::{Members, decode_members};
use super::paths::to_field;
use crate::plan::FieldPath;
use crate::plan::json::Kind;
use crate::plan::model::{
    FORMAT, Migration, OnInvalid, Plan, Rule, StoreCheck, Strategy, Validation,
};
use crate::plan::problem::Trouble;
use crate::validation::{Schema, SchemaProblem};

/// The greatest number of migrations of a plan.
const MAX_MIGRATIONS: usize = 1000;

/// The greatest number of operations of a migration.
const MAX_OPERATIONS: usize = 1000;

impl Decode for Plan {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        // A later format may have other keys: what else would be said of it could be wrong.
        if let Some(format) = cursor.get("format")
            && let Kind::Number { number, .. } = format.node.kind
        {
            let found = u64::decode(&format, problems)?;
            if number != FORMAT as f64 {
                problems.add(&format, Trouble::UnknownFormat { found, supported: FORMAT });
                return None;
            }
        }
        let known = ["$schema", "format", "name", "description", "migrations"];
        let members = Members::open(cursor, &known, problems)?;
        let schema_address = members.optional("$schema", problems);
        let format = members.required("format", problems);
        let name = members.optional("name", problems);
        let description = members.optional("description", problems);
        let migrations = members.required::<Vec<Migration>>("migrations", problems)?;
        let list = cursor.get("migrations");
        check_count(list, "migrations", migrations.len(), MAX_MIGRATIONS, problems);
        Some(Self {
            schema_address: schema_address?,
            format: format?,
            name: name?,
            description: description?,
            migrations,
        })
    }
}

impl Decode for Migration {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let known = [
            "database",
            "from",
            "version",
            "id",
            "description",
            "strategy",
            "version_field",
            "validate",
            "on_invalid",
            "operations",
        ];
        let members = Members::open(cursor, &known, problems)?;
        let database = members.required("database", problems);
        let from = members.optional::<u64>("from", problems);
        let version = members.required::<u64>("version", problems);
        let id = members.optional::<String>("id", problems);
        let description = members.optional("description", problems);
        let strategy = members.defaulted("strategy", problems);
        let version_field = match cursor.get("version_field") {
            Some(place) => single_field(cursor, &place, problems).map(Some),
            None => Some(None),
        };
        let validate = members.defaulted("validate", problems);
        let on_invalid = members.defaulted("on_invalid", problems);
        let operations = members.required::<Vec<_>>("operations", problems);
        if version == Some(0) {
            let expected = "a version, 1 or more".to_owned();
            if let Some(version) = cursor.get("version") {
                problems.add(&version, Trouble::WrongType { expected, found: "0".to_owned() });
            }
        } else if let (Some(Some(from)), Some(version)) = (from, version)
            && from >= version
        {
            problems.add(cursor, Trouble::NotForward { from, version });
        }
        if id.as_ref().is_some_and(|id| id.as_deref() == Some("")) {
            problems.add(cursor, Trouble::Empty { what: "an id" });
        }
        let operations = operations?;
        let list = cursor.get("operations");
        check_count(list, "operations", operations.len(), MAX_OPERATIONS, problems);
        let migration = Self {
            database: database?,
            from: from?,
            version: version?,
            id: id?,
            description: description?,
            strategy: strategy?,
            version_field: version_field?,
            validate: validate?,
            on_invalid: on_invalid?,
            operations,
        };
        check_lazy(cursor, &migration, problems);
        Some(migration)
    }
}

/// The path in `version_field`: to one field of a record.
fn single_field(
    cursor: &Cursor<'_>,
    place: &Cursor<'_>,
    problems: &mut Problems,
) -> Option<FieldPath> {
    let path = to_field(cursor, "version_field", problems)?;
    if path.has_each() {
        let reason = "a record has one version: its field is in no array";
        problems.add(place, Trouble::UnusablePath { reason });
        return None;
    }
    Some(path)
}

impl Decode for Strategy {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let words = [
            ("transactional", Self::Transactional),
            ("parallel", Self::Parallel),
            ("lazy", Self::Lazy),
        ];
        word(cursor, "strategy", &words, problems)
    }
}

impl Decode for OnInvalid {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let words = [("halt", Self::Halt), ("skip", Self::Skip), ("quarantine", Self::Quarantine)];
        word(cursor, "way to treat invalid records", &words, problems)
    }
}

decode_members!(Validation { before: defaulted "before", after: defaulted "after" });

impl Decode for BTreeMap<String, StoreCheck> {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let Kind::Object(members) = &cursor.node.kind else {
            cursor.wrong_type("an object of stores", problems);
            return None;
        };
        let decoded: Vec<Option<(String, StoreCheck)>> = members
            .iter()
            .map(|member| {
                let check = StoreCheck::decode(&cursor.member(member), problems)?;
                Some((member.name.clone(), check))
            })
            .collect();
        decoded.into_iter().collect()
    }
}

impl Decode for StoreCheck {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["schema", "rules"], problems)?;
        let schema = members.optional::<serde_json::Value>("schema", problems);
        let rules = members.defaulted("rules", problems);
        if let Some(place) = cursor.get("schema")
            && !matches!(place.node.kind, Kind::Object(_) | Kind::Boolean(_))
        {
            place.wrong_type("a JSON Schema: an object, or a boolean", problems);
            return None;
        }
        if let (Some(place), Some(Some(schema))) = (cursor.get("schema"), &schema)
            && let Err(found) = Schema::new(schema)
        {
            for SchemaProblem { pointer, reason } in found {
                place.follow(&pointer, &mut |place| {
                    problems.add(place, Trouble::Schema { reason: reason.clone() });
                });
            }
        }
        let (schema, rules): (_, Vec<Rule>) = (schema?, rules?);
        if schema.is_none() && rules.is_empty() {
            problems.add(cursor, Trouble::NoneOf { keys: vec!["schema", "rules"] });
        }
        Some(Self { schema, rules })
    }
}

decode_members!(Rule { rule: required "rule", message: optional "message" });
