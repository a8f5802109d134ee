//! The operations.

use serde::Serialize;

use super::{
    AddField, AlterField, ChangeKeyPath, CopyStore, CreateIndex, CreateStore, Delete, DropField,
    DropIndex, DropStore, Insert, MergeFields, RenameField, RenameIndex, RenameStore, SplitField,
    Update,
};
use crate::value::Text;

/// One operation: an object whose only key names what is done.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Makes an object store.
    CreateStore(CreateStore),
    /// Deletes an object store and its records.
    DropStore(DropStore),
    /// Gives an object store another name.
    RenameStore(RenameStore),
    /// Makes a store like another one, with its indexes and records.
    CopyStore(CopyStore),
    /// Changes where the keys of a store come from.
    ChangeKeyPath(ChangeKeyPath),
    /// Makes an index.
    CreateIndex(CreateIndex),
    /// Deletes an index.
    DropIndex(DropIndex),
    /// Gives an index another name.
    RenameIndex(RenameIndex),
    /// Adds a field to the records that do not have it.
    AddField(AddField),
    /// Removes a field.
    DropField(DropField),
    /// Gives a field another name, or another place in the record.
    RenameField(RenameField),
    /// Changes the value of a field where there is one.
    AlterField(AlterField),
    /// Makes one field of several.
    MergeFields(MergeFields),
    /// Makes several fields of one.
    SplitField(SplitField),
    /// Adds records.
    Insert(Insert),
    /// Changes records.
    Update(Update),
    /// Deletes records.
    Delete(Delete),
}

impl Operation {
    /// The names of all operations, as they stand in a plan.
    pub const NAMES: [&'static str; 17] = [
        "create_store",
        "drop_store",
        "rename_store",
        "copy_store",
        "change_key_path",
        "create_index",
        "drop_index",
        "rename_index",
        "add_field",
        "drop_field",
        "rename_field",
        "alter_field",
        "merge_fields",
        "split_field",
        "insert",
        "update",
        "delete",
    ];

    /// Its name, as it stands in a plan.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CreateStore(_) => "create_store",
            Self::DropStore(_) => "drop_store",
            Self::RenameStore(_) => "rename_store",
            Self::CopyStore(_) => "copy_store",
            Self::ChangeKeyPath(_) => "change_key_path",
            Self::CreateIndex(_) => "create_index",
            Self::DropIndex(_) => "drop_index",
            Self::RenameIndex(_) => "rename_index",
            Self::AddField(_) => "add_field",
            Self::DropField(_) => "drop_field",
            Self::RenameField(_) => "rename_field",
            Self::AlterField(_) => "alter_field",
            Self::MergeFields(_) => "merge_fields",
            Self::SplitField(_) => "split_field",
            Self::Insert(_) => "insert",
            Self::Update(_) => "update",
            Self::Delete(_) => "delete",
        }
    }

    /// Whether it changes stores and indexes, and no record.
    pub fn is_of_schema(&self) -> bool {
        matches!(
            self,
            Self::CreateStore(_)
                | Self::DropStore(_)
                | Self::RenameStore(_)
                | Self::CreateIndex(_)
                | Self::DropIndex(_)
                | Self::RenameIndex(_)
        )
    }

    /// The store that it works on, by the name that it has when the operation's turn comes.
    pub fn store(&self) -> &Text {
        match self {
            Self::CreateStore(operation) => &operation.store,
            Self::DropStore(operation) => &operation.store,
            Self::RenameStore(operation) => &operation.store,
            Self::CopyStore(operation) => &operation.store,
            Self::ChangeKeyPath(operation) => &operation.store,
            Self::CreateIndex(operation) => &operation.store,
            Self::DropIndex(operation) => &operation.store,
            Self::RenameIndex(operation) => &operation.store,
            Self::AddField(operation) => &operation.store,
            Self::DropField(operation) => &operation.store,
            Self::RenameField(operation) => &operation.store,
            Self::AlterField(operation) => &operation.store,
            Self::MergeFields(operation) => &operation.store,
            Self::SplitField(operation) => &operation.store,
            Self::Insert(operation) => &operation.store,
            Self::Update(operation) => &operation.store,
            Self::Delete(operation) => &operation.store,
        }
    }
}
