//! The bag's own files: the declaration and the manifests.

use super::Sha256Digest;
use super::path::BagPath;

/// The content of `bagit.txt`
/// ([RFC 8493, 2.1.1](https://www.rfc-editor.org/rfc/rfc8493#section-2.1.1)).
pub(super) const DECLARATION: &[u8] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// The longest line of a manifest: a digest, two spaces and the longest path there is, with room.
const LONGEST_LINE: usize = 256;

/// A line of a manifest, as `sha256sum` writes it.
pub(super) fn manifest_line(digest: Sha256Digest, path: BagPath) -> String {
    format!("{digest}  {path}\n")
}

/// Reads a manifest in pieces, line by line.
#[derive(Default)]
pub(super) struct ManifestLines {
    unfinished: Vec<u8>,
}

impl ManifestLines {
    /// The entries of the lines that end in this piece.
    ///
    /// # Errors
    ///
    /// When a line is not one of a manifest of ours.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<Vec<(Sha256Digest, BagPath)>, String> {
        let mut entries = Vec::new();
        let mut lines = piece.split(|byte| *byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            if self.unfinished.len() + line.len() > LONGEST_LINE {
                return Err("a line is too long".to_owned());
            }
            self.unfinished.extend_from_slice(line);
            if lines.peek().is_some() {
                entries.push(parse_line(&self.unfinished)?);
                self.unfinished.clear();
            }
        }
        Ok(entries)
    }

    /// Checks that the last line ended.
    pub(super) fn finish(self) -> Result<(), String> {
        match self.unfinished.is_empty() {
            true => Ok(()),
            false => Err("its last line does not end".to_owned()),
        }
    }
}

fn parse_line(line: &[u8]) -> Result<(Sha256Digest, BagPath), String> {
    let parse = || {
        let (digest, path) = std::str::from_utf8(line).ok()?.split_once("  ")?;
        Some((Sha256Digest::from_hex(digest)?, path.parse().ok()?))
    };
    parse().ok_or_else(|| format!("{:?} is not one of its lines", String::from_utf8_lossy(line)))
}

#[cfg(test)]
mod tests {
    use super::{ManifestLines, manifest_line};
    use crate::archive::Sha256Digest;
    use crate::archive::path::BagPath;

    #[test]
    fn reads_lines_however_they_are_cut() {
        let entries = [
            (Sha256Digest::of(b"1"), BagPath::Declaration),
            (Sha256Digest::of(b"2"), BagPath::Info),
        ];
        let text: String = entries.map(|(digest, path)| manifest_line(digest, path)).concat();
        for size in 1..=text.len() {
            let mut lines = ManifestLines::default();
            let mut read = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                read.extend(lines.push(piece).unwrap());
            }
            lines.finish().unwrap();
            assert_eq!(read, entries);
        }
    }

    #[test]
    fn refuses_other_lines() {
        let digest = Sha256Digest::of(b"");
        for line in [
            "\n".to_owned(),
            "\r\n".to_owned(),
            format!("{digest} bagit.txt\n"),
            format!("{digest} *bagit.txt\n"),
            format!("{digest}  ../bagit.txt\n"),
            format!("{digest}   bagit.txt\n"),
            format!("{digest}  bagit.txt\r\n"),
            "x".repeat(300),
        ] {
            assert!(ManifestLines::default().push(line.as_bytes()).is_err(), "{line:?}");
        }
        let mut unended = ManifestLines::default();
        unended.push(b"abc").unwrap();
        assert!(unended.finish().is_err());
    }
}
