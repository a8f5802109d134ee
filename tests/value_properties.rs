//! What holds for every value, and for every string of bytes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/arbitrary.rs"]
mod arbitrary;
#[path = "support/entropy.rs"]
mod entropy;
#[path = "support/scalars.rs"]
mod scalars;
#[path = "support/settle.rs"]
mod settle;

use std::collections::BTreeSet;

use drydock::value::{
    Record, RecordSplitter, attachments_of, compare, decode_key, decode_record, decode_value,
    encode_key, encode_record, encode_value, rewrite_attachments,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use arbitrary::{Kinds, key, value};
use entropy::Entropy;

type Outcome = Result<(), TestCaseError>;

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Random choices. Fewer of them make a simpler value: so a failing case shrinks. (A list of
/// numbers each of which could shrink would take most of the time.)
fn choices() -> impl Strategy<Value = Vec<u64>> {
    (any::<u64>(), 0..400_usize).prop_map(|(seed, length)| {
        let mut entropy = Entropy::seeded(seed);
        (0..length).map(|_| entropy.next()).collect()
    })
}

fn a_value_comes_back(choices: Vec<u64>) -> Outcome {
    let mut entropy = Entropy::given(choices);
    let record = Record { key: key(&mut entropy), value: value(&mut entropy, Kinds::All) };
    let bytes = encode_record(&record);
    let decoded = decode_record(&bytes)
        .map_err(|error| TestCaseError::fail(format!("{error}: {record:?}")))?;
    prop_assert_eq!(&decoded, &record);
    prop_assert_eq!(encode_record(&decoded), bytes);
    Ok(())
}

#[test]
fn a_hundred_thousand_values_come_back() {
    runner(100_000).run(&choices(), a_value_comes_back).unwrap();
}

#[test]
#[ignore = "takes long: run it with --release -- --ignored"]
fn a_million_values_come_back() {
    runner(1_000_000).run(&choices(), a_value_comes_back).unwrap();
}

/// Bytes that decode are the bytes of what they decode to.
fn at_most_one_encoding(bytes: &[u8]) -> Outcome {
    if let Ok(value) = decode_value(bytes) {
        prop_assert_eq!(hex::encode(encode_value(&value)), hex::encode(bytes));
    }
    if let Ok(key) = decode_key(bytes) {
        prop_assert_eq!(hex::encode(encode_key(&key)), hex::encode(bytes));
        prop_assert!(compare(&key, &key).is_eq());
    }
    Ok(())
}

#[test]
fn damaged_bytes_are_refused_or_mean_something_else() {
    let damage = vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..4);
    runner(20_000)
        .run(&(choices(), damage), |(choices, damage)| {
            let mut bytes = encode_value(&value(&mut Entropy::given(choices), Kinds::All));
            for (place, byte, how) in damage {
                let at = place.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    2 if bytes.len() > 1 => drop(bytes.remove(at)),
                    _ => bytes[at] ^= 1 << (byte % 8),
                }
            }
            at_most_one_encoding(&bytes)
        })
        .unwrap();
}

#[test]
fn random_bytes_are_refused_or_stand_for_one_value() {
    runner(50_000).run(&vec(any::<u8>(), 0..24), |bytes| at_most_one_encoding(&bytes)).unwrap();
}

#[test]
fn a_stream_is_cut_into_its_records_however_it_arrives() {
    let stream = (vec(choices(), 0..6), vec(1..40_usize, 1..20));
    runner(2_000)
        .run(&stream, |(records, sizes)| {
            let records: Vec<Vec<u8>> = records
                .into_iter()
                .map(|choices| {
                    let mut entropy = Entropy::given(choices);
                    encode_record(&Record {
                        key: key(&mut entropy),
                        value: value(&mut entropy, Kinds::All),
                    })
                })
                .collect();
            let stream = records.concat();
            let mut rest = stream.as_slice();
            let mut sizes = sizes.into_iter().cycle();
            let mut splitter = RecordSplitter::new();
            let mut cut: Vec<Vec<u8>> = Vec::new();
            while !rest.is_empty() {
                let size = sizes.next().unwrap_or(1).min(rest.len());
                let (chunk, after) = rest.split_at(size);
                rest = after;
                splitter.push(chunk);
                while let Some(span) = splitter.next_record().unwrap() {
                    let record = decode_record(span.bytes).unwrap();
                    prop_assert_eq!(span.key(), encode_key(&record.key));
                    prop_assert_eq!(span.value(), encode_value(&record.value));
                    let attachments = attachments_of(span.bytes).unwrap().len();
                    prop_assert_eq!(span.attachments, attachments as u64);
                    prop_assert_eq!(span.offset, cut.concat().len() as u64);
                    cut.push(span.bytes.to_vec());
                }
            }
            splitter.finish().unwrap();
            prop_assert_eq!(cut, records);
            Ok(())
        })
        .unwrap();
}

#[test]
fn records_without_their_lost_attachments_are_records() {
    runner(20_000)
        .run(&(choices(), any::<u64>()), |(choices, lost)| {
            let mut entropy = Entropy::given(choices);
            let record = encode_record(&Record {
                key: key(&mut entropy),
                value: value(&mut entropy, Kinds::All),
            });
            let keep = |ordinal: u64| lost >> (ordinal % 64) & 1 == 0;
            let mut next = 7;
            let rewritten = rewrite_attachments(&record, &mut next, keep)
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let uses = attachments_of(&rewritten.bytes)
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let ordinals: Vec<u64> = uses.iter().map(|used| used.ordinal).collect();
            prop_assert_eq!(ordinals, (7..next).collect::<Vec<u64>>());
            prop_assert_eq!(rewritten.kept.len(), uses.len());
            prop_assert!(rewritten.kept.iter().all(|&ordinal| keep(ordinal)));
            let before = attachments_of(&record).unwrap();
            for (used, former) in uses.iter().zip(&rewritten.kept) {
                let former = before.iter().find(|used| used.ordinal == *former);
                prop_assert_eq!(Some(&used.kind), former.map(|used| &used.kind));
            }
            if rewritten.dropped == 0 {
                let kept = before.iter().filter(|used| keep(used.ordinal)).count();
                prop_assert_eq!(rewritten.kept.len(), kept);
            }
            if before.iter().all(|used| keep(used.ordinal)) {
                let mut next = before.first().map_or(0, |used| used.ordinal);
                let same = rewrite_attachments(&record, &mut next, keep).unwrap();
                prop_assert_eq!(same.bytes, record);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_kind_of_value_is_tried() {
    let mut kinds = BTreeSet::new();
    for seed in 0..3000 {
        value(&mut Entropy::seeded(seed), Kinds::All).walk(&mut |value| {
            let name = format!("{value:?}");
            let end = name.find(|character: char| !character.is_alphanumeric());
            kinds.insert(name[..end.unwrap_or(name.len())].to_owned());
        });
    }
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let expected = "Array ArrayBuffer BigInt Blob Boolean Boxed CryptoKey Date DomException Error \
                    File FileList Geometry ImageData Map Null Number Object Opaque Reference \
                    RegExp Set Shared SparseArray String TypedArray Undefined View";
    assert_eq!(kinds.join(" "), expected);
}

#[test]
fn values_of_the_language_need_no_browser() {
    for seed in 0..3000 {
        let value = value(&mut Entropy::seeded(seed), Kinds::Language);
        let record = encode_record(&Record { key: key(&mut Entropy::seeded(seed)), value });
        assert_eq!(attachments_of(&record).unwrap(), []);
    }
}
