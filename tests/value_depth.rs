//! Values at the depth limit, on a small stack.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::thread;

use drydock::value::{
    DecodeErrorKind, ErrorClass, ErrorObject, Key, MAX_DEPTH, Record, RecordSplitter, SparseArray,
    Value, attachments_of, decode_key, decode_record, encode_key, encode_record,
    rewrite_attachments, show_value,
};

/// Less than a test's thread (2 MiB) or the extension's WebAssembly (4 MiB) has: in a debug
/// build, whose frames are the largest.
const STACK: usize = 3 << 19;

/// Runs on a thread with a stack of that size.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(STACK).spawn(test).unwrap().join().unwrap();
}

/// One thing in another: given what is inside and the index of a shared object around it.
type Wrap = fn(Value, u64) -> Value;

/// Every way to nest.
const WRAPS: [(&str, Wrap); 8] = [
    ("array", |inner, _| Value::Array(vec![inner])),
    ("object", |inner, _| Value::Object(vec![("a".into(), inner)])),
    ("map value", |inner, _| Value::Map(vec![(Value::Null, inner)])),
    ("map key", |inner, _| Value::Map(vec![(inner, Value::Null)])),
    ("set", |inner, _| Value::Set(vec![inner])),
    ("cause", |inner, _| {
        Value::Error(Box::new(ErrorObject {
            class: ErrorClass::Error,
            message: None,
            stack: None,
            cause: Some(inner),
        }))
    }),
    ("sparse array", |inner, _| sparse(vec![("0".into(), inner)])),
    ("shared sparse array", |inner, index| {
        let itself = Value::Reference(index);
        Value::Shared(Box::new(sparse(vec![("0".into(), inner), ("1".into(), itself)])))
    }),
];

fn sparse(properties: Vec<(drydock::value::Text, Value)>) -> Value {
    Value::SparseArray(Box::new(SparseArray { length: 3, properties }))
}

fn nested(wrap: Wrap, levels: usize) -> Record {
    let mut value = Value::Object(vec![]);
    for level in (0..levels - 1).rev() {
        value = wrap(value, level as u64);
    }
    Record { key: Key::Number(1.into()), value }
}

#[test]
fn values_at_the_limit_pass_through_everything() {
    on_a_small_stack(|| {
        for (name, wrap) in WRAPS {
            let record = nested(wrap, MAX_DEPTH);
            let bytes = encode_record(&record);

            let decoded = decode_record(&bytes).unwrap();

            assert!(decoded == record, "{name}");
            assert!(decoded.clone() == record, "{name}");
            assert!(show_value(&decoded.value).contains("{}"), "{name}");
            assert_eq!(attachments_of(&bytes).unwrap(), []);
            let rewritten = rewrite_attachments(&bytes, &mut 0, |_| true).unwrap();
            assert!(rewritten.bytes == bytes, "{name}");
            let mut splitter = RecordSplitter::new();
            splitter.push(&bytes);
            assert!(splitter.next_record().unwrap().is_some(), "{name}");
        }
    });
}

#[test]
fn values_beyond_the_limit_are_too_deep() {
    on_a_small_stack(|| {
        for (name, wrap) in WRAPS {
            let bytes = encode_record(&nested(wrap, MAX_DEPTH + 1));

            let refused = decode_record(&bytes).unwrap_err();

            assert_eq!(refused.kind, DecodeErrorKind::TooDeep, "{name}");
        }
    });
}

#[test]
fn keys_have_the_same_limit() {
    on_a_small_stack(|| {
        let mut key = Key::Array(vec![]);
        for _ in 1..MAX_DEPTH {
            key = Key::Array(vec![key]);
        }
        let bytes = encode_key(&key);
        assert!(decode_key(&bytes).unwrap() == key);

        let deeper = encode_key(&Key::Array(vec![key]));

        assert_eq!(decode_key(&deeper).unwrap_err().kind, DecodeErrorKind::TooDeep);
    });
}

#[test]
fn nothing_nests_without_end() {
    on_a_small_stack(|| {
        for prefix in [
            "81",
            "a100",
            "a16161",
            "d81c",
            "d81d",
            "da64727910",
            "da64727914820181a16130",
            "da6472791684684461746156696577",
            "da6472790281",
            "d9010281",
            "d90103a1",
            "da6472791782",
            "da647279128265 4572726f72a1656361757365",
        ] {
            let level = hex::decode(prefix.replace(' ', "")).unwrap();
            let mut bytes = vec![0x82, 0x00];
            bytes.extend(level.repeat(200_000));

            assert!(decode_record(&bytes).is_err(), "{prefix}");
            assert!(rewrite_attachments(&bytes, &mut 0, |_| true).is_err());
            let mut splitter = RecordSplitter::new();
            splitter.push(&bytes);
            let complete = splitter.next_record().is_ok_and(|record| record.is_some());
            assert!(!complete, "{prefix}");
        }
    });
}

#[test]
fn lengths_make_no_room_for_what_is_not_there() {
    for length in ["9bffffffffffffffff", "bbffffffffffffffff", "5bffffffffffffffff", "9a7fffffff"] {
        let bytes = hex::decode(format!("8200{length}")).unwrap();

        let refused = decode_record(&bytes).unwrap_err();

        assert_eq!(refused.offset, 2, "{length}");
    }
}
