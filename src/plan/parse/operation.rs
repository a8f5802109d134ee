//! Decoding operations.

use super::cursor::{Cursor, Problems};
use super::decode::Decode;
use crate::plan::json::Kind;
use crate::plan::model::Operation;
use crate::plan::nearest::nearest;
use crate::plan::problem::Trouble;

impl Decode for Operation {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let Kind::Object(members) = &cursor.node.kind else {
            cursor.wrong_type("an operation: {\"<name>\": {…}}", problems);
            return None;
        };
        let [member] = members.as_slice() else {
            let expected = "an object with one key, the operation's name".to_owned();
            let found = format!("one with {} keys", members.len());
            problems.add(cursor, Trouble::WrongType { expected, found });
            return None;
        };
        let inner = &cursor.member(member);
        match member.name.as_str() {
            "create_store" => Decode::decode(inner, problems).map(Self::CreateStore),
            "drop_store" => Decode::decode(inner, problems).map(Self::DropStore),
            "rename_store" => Decode::decode(inner, problems).map(Self::RenameStore),
            "copy_store" => Decode::decode(inner, problems).map(Self::CopyStore),
            "change_key_path" => Decode::decode(inner, problems).map(Self::ChangeKeyPath),
            "create_index" => Decode::decode(inner, problems).map(Self::CreateIndex),
            "drop_index" => Decode::decode(inner, problems).map(Self::DropIndex),
            "rename_index" => Decode::decode(inner, problems).map(Self::RenameIndex),
            "add_field" => Decode::decode(inner, problems).map(Self::AddField),
            "drop_field" => Decode::decode(inner, problems).map(Self::DropField),
            "rename_field" => Decode::decode(inner, problems).map(Self::RenameField),
            "alter_field" => Decode::decode(inner, problems).map(Self::AlterField),
            "merge_fields" => Decode::decode(inner, problems).map(Self::MergeFields),
            "split_field" => Decode::decode(inner, problems).map(Self::SplitField),
            "insert" => Decode::decode(inner, problems).map(Self::Insert),
            "update" => Decode::decode(inner, problems).map(Self::Update),
            "delete" => Decode::decode(inner, problems).map(Self::Delete),
            other => {
                let trouble = Trouble::UnknownWord {
                    what: "operation",
                    word: other.to_owned(),
                    known: Self::NAMES.to_vec(),
                    nearest: nearest(other, Self::NAMES),
                };
                problems.add_at(cursor, member.position, trouble);
                None
            }
        }
    }
}
