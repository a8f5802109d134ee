//! Decoding operations on whole records.

use std::collections::BTreeMap;

use super::cursor::{Cursor, Problems};
use super::decode::{Decode, check_count, word};
use super::members::{Members, decode_members};
use super::paths::overlap;
use crate::plan::FieldPath;
use crate::plan::json::Kind;
use crate::plan::model::{
    Delete, Expression, Insert, NewRecord, OnConflict, RecordContent, Update,
};
use crate::plan::problem::Trouble;

/// The greatest number of records that one operation adds.
const MAX_RECORDS: usize = 10_000;

/// The greatest number of fields that one update sets.
const MAX_SET: usize = 100;

impl Decode for Insert {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["store", "records", "on_conflict"], problems)?;
        let store = members.required("store", problems);
        let records = members.required::<Vec<NewRecord>>("records", problems);
        let on_conflict = members.defaulted("on_conflict", problems);
        let records = records?;
        check_count(cursor.get("records"), "records", records.len(), MAX_RECORDS, problems);
        Some(Self { store: store?, records, on_conflict: on_conflict? })
    }
}

impl Decode for NewRecord {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["key", "record", "value"], problems)?;
        let key = members.optional("key", problems);
        let content =
            members.exactly_one(&["record", "value"], problems).and_then(|name| match name {
                "record" => members.required(name, problems).map(RecordContent::Record),
                _ => members.required(name, problems).map(RecordContent::Value),
            });
        Some(Self { key: key?, content: content? })
    }
}

impl Decode for OnConflict {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let words = [("halt", Self::Halt), ("skip", Self::Skip), ("replace", Self::Replace)];
        word(cursor, "way to treat a conflict", &words, problems)
    }
}

/// Fields and their new values.
struct Set(BTreeMap<FieldPath, Expression>);

impl Decode for Set {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let Kind::Object(members) = &cursor.node.kind else {
            cursor.wrong_type("an object of field paths and expressions", problems);
            return None;
        };
        let mut set = BTreeMap::new();
        let mut sound = true;
        for member in members {
            let value = cursor.member(member);
            let expression = Expression::decode(&value, problems);
            let path = match member.name.parse::<FieldPath>() {
                Ok(path) => Some(path),
                Err(error) => {
                    problems.add_at(&value, member.position, Trouble::FieldPath(error));
                    None
                }
            };
            let (Some(path), Some(expression)) = (path, expression) else {
                sound = false;
                continue;
            };
            if path.last_name().is_none() {
                let reason = "a path of \"set\" must end with the name of a field; use \
                              alter_field for the elements of an array";
                problems.add_at(&value, member.position, Trouble::UnusablePath { reason });
            }
            if set.len() <= MAX_SET
                && let Some(other) = set.keys().find(|other| path.overlaps(other))
            {
                problems.add_at(&value, member.position, overlap(other, &path));
            }
            set.insert(path, expression);
        }
        sound.then_some(Self(set))
    }
}

impl Decode for Update {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["store", "where", "set"], problems)?;
        let store = members.required("store", problems);
        let condition = members.optional("where", problems);
        let set = members.required::<Set>("set", problems)?.0;
        check_count(cursor.get("set"), "fields in \"set\"", set.len(), MAX_SET, problems);
        Some(Self { store: store?, condition: condition?, set })
    }
}

decode_members!(Delete { store: required "store", condition: required "where" });
