//! What becomes of values that are converted to another type.

use super::code::Code;
use super::found::Found;
use crate::plan::model::{AlterField, Conversion, FieldType};

pub(super) fn altered(alter: &AlterField) -> Vec<Found> {
    let field = &alter.field;
    let mut found = match &alter.conversion {
        Conversion::Type(kind) => vec![
            Found::new(Code::NarrowsValues, format!("Field {field}: {}", narrowing(*kind))),
            Found::new(
                Code::ConversionMayFail,
                format!("Values of {field} that cannot become {} fail.", refused(*kind)),
            ),
        ],
        Conversion::Up(_) => vec![Found::new(
            Code::OverwritesField,
            format!("Former values of {field} are overwritten."),
        )],
    };
    let sentence = format!("What {field} was cannot be told afterwards for certain.");
    found.push(Found::irreversible(sentence));
    found
}

/// Which values become the same one.
fn narrowing(kind: FieldType) -> &'static str {
    match kind {
        FieldType::String => {
            "a Number, a BigInt, a boolean or a Date becomes the same as the string that shows it; \
             −0 is \"0\"."
        }
        FieldType::Number | FieldType::Integer => {
            "a string, a BigInt, a boolean or a Date becomes the same as its Number; what a string \
             has of digits beyond the precision of a Number is rounded."
        }
        FieldType::Boolean => "1 and \"true\" become true, 0 and \"false\" become false.",
        FieldType::Date => {
            "a Number or a string becomes the same as the Date of that time; the time zone that a \
             string names is not kept."
        }
        FieldType::Bigint => "a Number or a string becomes the same as its BigInt.",
        FieldType::Bytes => {
            "a string, a buffer or a view becomes the same as a Uint8Array of its bytes; what a \
             view does not show of its buffer is not kept."
        }
    }
}

/// What not all values can become.
fn refused(kind: FieldType) -> &'static str {
    match kind {
        FieldType::String => "strings, such as objects and arrays,",
        FieldType::Number => "Numbers, such as texts without one,",
        FieldType::Integer => "whole and safe Numbers, such as fractions,",
        FieldType::Boolean => "booleans, such as \"yes\" and 2,",
        FieldType::Date => "Dates, such as times without a time zone,",
        FieldType::Bigint => "BigInts, such as fractions,",
        FieldType::Bytes => "bytes, such as Numbers and objects,",
    }
}
