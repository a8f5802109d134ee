//! Every damage to an archive is noticed.

use drydock::archive::ArchiveError;
use drydock::messages::ErrorCode;

use super::sample::{check, parts, write};

fn refusal(file: &[u8], what: &str) -> ArchiveError {
    match check(file) {
        Ok(_) => panic!("{what} went unnoticed"),
        Err(error) => error,
    }
}

#[test]
fn every_single_bit_flip_is_refused() {
    let file = write(&parts(), 4096);
    let mut named = 0;
    for at in 0..file.len() {
        for bit in 0..8 {
            let mut flipped = file.clone();
            flipped[at] ^= 1 << bit;
            let error = refusal(&flipped, &format!("bit {bit} of byte {at}"));
            assert!(
                matches!(
                    error.code(),
                    ErrorCode::Damaged | ErrorCode::NotABackup | ErrorCode::NotAZip
                ),
                "bit {bit} of byte {at}: {error}"
            );
            named += usize::from(error.entry().is_some());
        }
    }
    // Where a flip hits an entry's header, content or descriptor, the entry is named.
    assert!(named * 2 > file.len() * 8, "only {named} of {} flips name an entry", file.len() * 8);
}

#[test]
fn a_flip_in_a_content_names_its_entry() {
    let file = write(&parts(), 4096);
    let content = b"the content of a Blob";
    let at = file.windows(content.len()).position(|window| window == content).unwrap();
    let mut flipped = file.clone();
    flipped[at + 4] ^= 1;
    let error = refusal(&flipped, "the flip");
    assert_eq!(error.code(), ErrorCode::Damaged);
    assert!(error.entry().unwrap().starts_with("data/blobs/"), "{error}");
}

#[test]
fn every_truncation_is_refused() {
    let file = write(&parts(), 4096);
    for length in 0..file.len() {
        let error = refusal(&file[..length], &format!("{length} bytes"));
        let ours = length > 60;
        if ours {
            assert_eq!(error.code(), ErrorCode::Damaged, "{length} bytes: {error}");
        }
    }
}

#[test]
fn bytes_before_or_after_are_refused() {
    let file = write(&parts(), 4096);
    assert_eq!(refusal(&[&file[..], b"\0"].concat(), "a byte after").code(), ErrorCode::Damaged);
    refusal(&[b"\0", &file[..]].concat(), "a byte before");
    refusal(&[&file[..], &file[..]].concat(), "another archive before");
}
