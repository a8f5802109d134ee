//! Records without the attachments that cannot be brought back.

use std::mem;

use super::uses::attachment;
use crate::value::{DecodeError, Graph, Record, Value, decode_record, encode_record};

/// A record after [`rewrite_attachments`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewrittenRecord {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The former ordinals of the attachments that it has, in the order of their new ones.
    pub kept: Vec<u64>,
    /// How many members of Sets, entries of Maps and files of FileLists are gone, because
    /// `null` cannot stand for them: a Set has one `null`, and a FileList only Files.
    pub dropped: u64,
}

/// Replaces the attachments that `keep` denies, by their ordinals, with `null` in an encoded
/// record, and numbers the others on from `next_ordinal`, which then is the next again.
///
/// An attachment that is shared becomes `null` wherever it occurs. A lost File is taken out of
/// its FileList. In a Map or Set, the first lost key or member becomes `null` where there was
/// none; others are taken out.
///
/// # Errors
///
/// When the bytes are not an encoded record. `next_ordinal` is then as it was.
pub fn rewrite_attachments(
    record: &[u8],
    next_ordinal: &mut u64,
    mut keep: impl FnMut(u64) -> bool,
) -> Result<RewrittenRecord, DecodeError> {
    let Record { key, value } = decode_record(record)?;
    let mut graph = Graph::new(value);
    let mut loss = Loss::default();
    for object in &graph.shared {
        let kept = attachment(object).is_none_or(|used| keep(used.ordinal));
        loss.shared.push(!kept);
    }
    loss.apply(&mut graph.root, &mut keep);
    for object in &mut graph.shared {
        // Whether these are lost themselves is known: only what they hold is looked at.
        loss.apply_within(object, &mut keep);
    }
    let rebuilt = graph.rebuild(Some(*next_ordinal)).map_err(|kind| kind.at(0))?;
    *next_ordinal += rebuilt.ordinals.len() as u64;
    Ok(RewrittenRecord {
        bytes: encode_record(&Record { key, value: rebuilt.value }),
        kept: rebuilt.ordinals,
        dropped: loss.dropped,
    })
}

#[derive(Default)]
struct Loss {
    /// Which of the shared objects are lost.
    shared: Vec<bool>,
    dropped: u64,
}

impl Loss {
    /// Makes a lost value `null`: whether it was one.
    fn apply(&mut self, value: &mut Value, keep: &mut dyn FnMut(u64) -> bool) -> bool {
        let lost = match value {
            Value::Reference(index) => usize::try_from(*index)
                .ok()
                .and_then(|index| self.shared.get(index).copied())
                .unwrap_or(false),
            _ => attachment(value).is_some_and(|used| !keep(used.ordinal)),
        };
        if lost {
            *value = Value::Null;
        } else {
            self.apply_within(value, keep);
        }
        lost
    }

    fn apply_within(&mut self, value: &mut Value, keep: &mut dyn FnMut(u64) -> bool) {
        match value {
            Value::FileList(files) => {
                let before = files.len();
                files.retain_mut(|file| !self.apply(file, keep));
                self.dropped += (before - files.len()) as u64;
            }
            Value::Set(members) => {
                let mut null = members.contains(&Value::Null);
                members.retain_mut(|member| {
                    let lost = self.apply(member, keep);
                    self.has_room(lost, &mut null)
                });
            }
            Value::Map(entries) => {
                let mut null = entries.iter().any(|(key, _)| *key == Value::Null);
                entries.retain_mut(|(key, value)| {
                    let lost = self.apply(key, keep);
                    self.apply(value, keep);
                    self.has_room(lost, &mut null)
                });
            }
            _ => value.children_mut(&mut |child| {
                self.apply(child, keep);
            }),
        }
    }

    /// Whether a key or member, lost or not, stays.
    fn has_room(&mut self, lost: bool, null: &mut bool) -> bool {
        let room = !(lost && mem::replace(null, true));
        self.dropped += u64::from(!room);
        room
    }
}
