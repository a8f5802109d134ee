use super::rewrite_attachments;
use crate::value::{
    AttachmentKind, Blob, File, Key, Number, Record, Value, attachments_of, decode_record,
    encode_record,
};

fn record(value: Value) -> Vec<u8> {
    encode_record(&Record { key: Key::Number(1.into()), value })
}

fn blob(ordinal: u64) -> Value {
    Value::Blob(Box::new(Blob { ordinal, media_type: "text/plain".into() }))
}

fn file(ordinal: u64) -> Value {
    Value::File(Box::new(File {
        ordinal,
        media_type: "".into(),
        name: "a.txt".into(),
        last_modified: Number::from(5),
    }))
}

fn shared(object: Value) -> Value {
    Value::Shared(Box::new(object))
}

/// The value and the kept ordinals, when these ordinals are lost and the next one is 0.
fn without(lost: &[u64], value: Value) -> (Value, Vec<u64>, u64) {
    let mut next = 0;
    let rewritten =
        rewrite_attachments(&record(value), &mut next, |ordinal| !lost.contains(&ordinal)).unwrap();
    assert_eq!(next, rewritten.kept.len() as u64);
    let value = decode_record(&rewritten.bytes).unwrap().value;
    (value, rewritten.kept, rewritten.dropped)
}

#[test]
fn a_lost_attachment_becomes_null_and_the_others_count_on() {
    let value = Value::Array(vec![blob(7), Value::CryptoKey(8), file(9)]);
    let mut next = 3;

    let rewritten = rewrite_attachments(&record(value), &mut next, |ordinal| ordinal != 8).unwrap();

    let expected = Value::Array(vec![blob(3), Value::Null, file(4)]);
    assert_eq!(rewritten.bytes, record(expected));
    assert_eq!(rewritten.kept, [7, 9]);
    assert_eq!(next, 5);
}

#[test]
fn a_value_that_is_lost_itself_becomes_null() {
    assert_eq!(without(&[4], blob(4)), (Value::Null, vec![], 0));
}

#[test]
fn a_lost_shared_attachment_is_null_everywhere_and_indexes_close_up() {
    let value = Value::Array(vec![
        shared(blob(0)),
        shared(Value::Object(vec![])),
        Value::Reference(0),
        Value::Reference(1),
    ]);

    let (value, ..) = without(&[0], value);

    let expected = Value::Array(vec![
        Value::Null,
        shared(Value::Object(vec![])),
        Value::Null,
        Value::Reference(0),
    ]);
    assert_eq!(value, expected);
}

#[test]
fn cycles_stay_whole() {
    let value = shared(Value::Array(vec![blob(0), Value::Reference(0)]));

    let (value, ..) = without(&[0], value);

    assert_eq!(value, shared(Value::Array(vec![Value::Null, Value::Reference(0)])));
}

#[test]
fn a_lost_file_leaves_its_list() {
    let value = Value::FileList(vec![file(0), file(1)]);

    let (value, kept, dropped) = without(&[0], value);

    assert_eq!(value, Value::FileList(vec![file(0)]));
    assert_eq!((kept, dropped), (vec![1], 1));
}

#[test]
fn a_set_has_one_null_for_all_that_is_lost() {
    let value = Value::Set(vec![blob(0), blob(1), blob(2)]);

    let (value, kept, dropped) = without(&[0, 2], value);

    assert_eq!(value, Value::Set(vec![Value::Null, blob(0)]));
    assert_eq!((kept, dropped), (vec![1], 1));
}

#[test]
fn a_lost_key_gives_way_to_a_null_that_was_there() {
    let value =
        Value::Map(vec![(blob(0), Value::Boolean(false)), (Value::Null, Value::Boolean(true))]);

    let (value, _, dropped) = without(&[0], value);

    assert_eq!(value, Value::Map(vec![(Value::Null, Value::Boolean(true))]));
    assert_eq!(dropped, 1);
}

#[test]
fn what_a_dropped_entry_shared_moves_to_where_it_occurs_next() {
    let object = Value::Object(vec![("b".into(), blob(2))]);
    let value = Value::Array(vec![
        Value::Map(vec![(blob(0), Value::Null), (blob(1), shared(object))]),
        blob(3),
        Value::Reference(0),
    ]);

    let (value, kept, dropped) = without(&[0, 1], value);

    // It occurs once now, so it is not shared; and its Blob begins after the other.
    let expected = Value::Array(vec![
        Value::Map(vec![(Value::Null, Value::Null)]),
        blob(0),
        Value::Object(vec![("b".into(), blob(1))]),
    ]);
    assert_eq!(value, expected);
    assert_eq!((kept, dropped), (vec![3, 2], 1));
}

#[test]
fn bytes_that_are_no_record_leave_the_count_alone() {
    let mut next = 5;
    assert!(rewrite_attachments(&[0x82, 0x01], &mut next, |_| true).is_err());
    assert_eq!(next, 5);
}

#[test]
fn attachments_are_listed_with_what_they_are() {
    let uses =
        attachments_of(&record(Value::Set(vec![blob(4), file(5), Value::CryptoKey(6)]))).unwrap();

    let kinds: Vec<(u64, AttachmentKind)> =
        uses.into_iter().map(|used| (used.ordinal, used.kind)).collect();
    let expected = [
        (4, AttachmentKind::Blob { media_type: "text/plain".into() }),
        (
            5,
            AttachmentKind::File {
                media_type: "".into(),
                name: "a.txt".into(),
                last_modified: Number::from(5),
            },
        ),
        (6, AttachmentKind::CryptoKey),
    ];
    assert_eq!(kinds, expected);
}
