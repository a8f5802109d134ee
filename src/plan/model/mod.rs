//! What a plan says, as types.

mod expression;
mod fields;
mod migration;
mod operation;
mod records;
#[cfg(test)]
mod schema_of;
mod stores;

pub use expression::Expression;
pub use fields::{
    AddField, AlterField, Combination, Conversion, DropField, FieldType, Filling, MergeFields,
    Part, RenameField, SplitField,
};
pub use migration::{FORMAT, Migration, OnInvalid, Plan, Rule, StoreCheck, Strategy, Validation};
pub use operation::Operation;
pub use records::{Delete, Insert, NewRecord, OnConflict, RecordContent, Update};
pub use stores::{
    ChangeKeyPath, CopyStore, CreateIndex, CreateStore, DropIndex, DropStore, IndexDefinition,
    RenameIndex, RenameStore,
};

/// For `skip_serializing_if`: whether this is what a key stands for that is not there.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
