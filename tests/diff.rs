//! What differs between two states of a store, told from their payloads.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use drydock::diff::{Change, Merge, Next};
use drydock::value::{Blob, DecodeError, Key, Record, Value, decode_record, encode_record};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

/// By key: a number, and the contents of Blobs.
type State = BTreeMap<u8, (u8, Vec<u8>)>;

/// The keys of the records that differ, before and after.
type Found = Vec<(Option<u8>, Option<u8>)>;

/// A state's payload, and what its ordinals stand for.
fn payload(state: &State) -> (Vec<Vec<u8>>, Vec<u8>) {
    let (mut records, mut contents) = (Vec::new(), Vec::new());
    for (key, (number, blobs)) in state {
        let mut members = vec![Value::Number(f64::from(*number).into())];
        for blob in blobs {
            let ordinal = contents.len() as u64;
            members.push(Value::Blob(Box::new(Blob { ordinal, media_type: "x/y".into() })));
            contents.push(*blob);
        }
        let record =
            Record { key: Key::Number(f64::from(*key).into()), value: Value::Array(members) };
        records.push(encode_record(&record));
    }
    (records, contents)
}

/// The changes, with the bytes arriving in pieces.
fn changes(before: &State, after: &State, piece: usize) -> Result<Found, DecodeError> {
    let (former, former_contents) = payload(before);
    let (later, later_contents) = payload(after);
    let (former, later) = (former.concat(), later.concat());
    let mut pieces = [former.chunks(piece), later.chunks(piece)];
    let mut merge = Merge::default();
    let mut found = Vec::new();
    let key_of = |record: Option<Vec<u8>>| {
        record.map(|record| match decode_record(&record).unwrap().key {
            Key::Number(number) => number.get() as u8,
            other => panic!("{other:?}"),
        })
    };
    loop {
        let is_same =
            |one: u64, other: u64| former_contents[one as usize] == later_contents[other as usize];
        match merge.next(is_same)? {
            Next::Before => match pieces[0].next() {
                Some(piece) => merge.before.push(piece),
                None => merge.before.end(),
            },
            Next::After => match pieces[1].next() {
                Some(piece) => merge.after.push(piece),
                None => merge.after.end(),
            },
            Next::Change(Change { before, after }) => found.push((key_of(before), key_of(after))),
            Next::End => return Ok(found),
        }
    }
}

/// The same, told from the states themselves.
fn expected(before: &State, after: &State) -> Found {
    (0..=u8::MAX)
        .filter(|key| before.get(key) != after.get(key))
        .map(|key| {
            let there = |state: &State| state.contains_key(&key).then_some(key);
            (there(before), there(after))
        })
        .collect()
}

fn state() -> impl Strategy<Value = State> {
    btree_map(any::<u8>(), (0..3_u8, vec(0..3_u8, 0..3)), 0..40)
}

proptest! {
    #[test]
    fn finds_what_differs_and_nothing_else(
        before in state(),
        edits in vec((any::<u8>(), prop::option::of((0..3_u8, vec(0..3_u8, 0..3)))), 0..20),
        piece in 1..200_usize,
    ) {
        let mut after = before.clone();
        let keys: Vec<u8> = before.keys().copied().collect();
        for (at, (key, edit)) in edits.into_iter().enumerate() {
            // Half of the edits hit a record that is there.
            let key = match keys.get(usize::from(key) % keys.len().max(1)) {
                Some(there) if at % 2 == 0 => *there,
                _ => key,
            };
            match edit {
                Some(record) => { after.insert(key, record); }
                None => { after.remove(&key); }
            }
        }
        prop_assert_eq!(changes(&before, &after, piece).unwrap(), expected(&before, &after));
        prop_assert_eq!(changes(&before, &before, piece).unwrap(), vec![]);
    }

    #[test]
    fn compares_states_that_have_nothing_in_common(before in state(), after in state()) {
        prop_assert_eq!(changes(&before, &after, 64).unwrap(), expected(&before, &after));
    }
}

#[test]
fn a_blob_of_other_content_is_a_change_and_one_of_another_ordinal_is_none() {
    let of = |first: &[u8], second: &[u8]| {
        State::from([(1, (0, first.to_vec())), (2, (0, second.to_vec()))])
    };
    assert_eq!(changes(&of(&[7], &[8]), &of(&[], &[8]), 64).unwrap(), [(Some(1), Some(1))]);
    assert_eq!(changes(&of(&[7], &[8]), &of(&[7], &[9]), 64).unwrap(), [(Some(2), Some(2))]);
    assert_eq!(changes(&of(&[7, 7], &[8]), &of(&[7, 8], &[8]), 64).unwrap(), [(Some(1), Some(1))]);
}

#[test]
fn a_state_that_ends_within_a_record_is_an_error() {
    let mut merge = Merge::default();
    let (records, _) = payload(&State::from([(1, (0, vec![]))]));
    merge.before.push(&records[0][..records[0].len() - 1]);
    merge.before.end();
    merge.after.end();
    assert_eq!(merge.next(|_, _| true).unwrap_err().kind.code(), "unexpected_end");
}
