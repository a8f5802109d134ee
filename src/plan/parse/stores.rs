//! Decoding operations on object stores and indexes.

use super::cursor::{Cursor, Problems};
use super::decode::Decode;
use super::members::{Members, decode_members};
use crate::plan::json::Kind;
use crate::plan::model::{
    ChangeKeyPath, CopyStore, CreateIndex, CreateStore, DropIndex, DropStore, IndexDefinition,
    RenameIndex, RenameStore,
};
use crate::schema::KeyPath;

decode_members!(CreateStore {
    store: required "store",
    key_path: optional "key_path",
    auto_increment: defaulted "auto_increment",
    indexes: defaulted "indexes",
});

decode_members!(IndexDefinition {
    index: required "index",
    key_path: required "key_path",
    unique: defaulted "unique",
    multi_entry: defaulted "multi_entry",
});

decode_members!(DropStore { store: required "store" });

decode_members!(RenameStore { store: required "store", to: required "to" });

decode_members!(CopyStore {
    store: required "store",
    to: required "to",
    condition: optional "where",
});

decode_members!(DropIndex { store: required "store", index: required "index" });

decode_members!(RenameIndex {
    store: required "store",
    index: required "index",
    to: required "to",
});

/// `null` is a value here: no key path.
struct Nullable(Option<KeyPath>);

impl Decode for Nullable {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        match cursor.node.kind {
            Kind::Null => Some(Self(None)),
            _ => KeyPath::decode(cursor, problems).map(Some).map(Self),
        }
    }
}

impl Decode for ChangeKeyPath {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["store", "key_path", "auto_increment"], problems)?;
        let store = members.required("store", problems);
        let key_path = members.required::<Nullable>("key_path", problems);
        let auto_increment = members.optional("auto_increment", problems);
        Some(Self { store: store?, key_path: key_path?.0, auto_increment: auto_increment? })
    }
}

impl Decode for CreateIndex {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(
            cursor,
            &["store", "index", "key_path", "unique", "multi_entry"],
            problems,
        )?;
        let store = members.required("store", problems);
        let index = members.required("index", problems);
        let key_path = members.required("key_path", problems);
        let unique = members.defaulted("unique", problems);
        let multi_entry = members.defaulted("multi_entry", problems);
        Some(Self {
            store: store?,
            definition: IndexDefinition {
                index: index?,
                key_path: key_path?,
                unique: unique?,
                multi_entry: multi_entry?,
            },
        })
    }
}
