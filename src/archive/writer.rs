//! Writes an archive as a stream.

use std::collections::BTreeMap;
use std::io::Write as _;

use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::bag_info::Oxum;
use super::output::Output;
use super::path::{BagPath, is_bag_name};
use super::seal::{SEAL_DIGITS, open_seal};
use super::tag_files::{DECLARATION, manifest_line};
use super::{ArchiveError, BagInfo, PayloadDigest, PayloadPath, Sha256Digest};

/// How an entry stands in the zip file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Deflated at the fastest level: for records and JSON.
    Deflate,
    /// As it is: for the contents of Blobs, which are mostly compressed already, and which a
    /// reader can then take straight out of the file.
    Stored,
}

/// Writes an archive, entry by entry, without ever going back.
///
/// What is written piles up until [`take_output`](Self::take_output) takes it, so a caller that
/// takes often needs little memory: the compressor's, and some 600 bytes for each entry.
pub struct BagWriter {
    name: String,
    zip: ZipWriter<StreamWriter<Output>>,
    output: Output,
    seal: Sha256,
    current: Option<Current>,
    payload: BTreeMap<PayloadPath, Sha256Digest>,
    payload_bytes: u64,
    tag_files: Vec<(BagPath, Sha256Digest)>,
}

/// The payload entry that is being written.
struct Current {
    path: PayloadPath,
    hasher: Sha256,
    bytes: u64,
}

impl BagWriter {
    /// Begins an archive whose entries all stand in the folder `bag_name`.
    ///
    /// # Errors
    ///
    /// When the name is not 1 to 100 of `A–Z a–z 0–9 . _ -`, beginning with a letter or digit and
    /// not ending with a dot.
    pub fn new(bag_name: &str) -> Result<Self, ArchiveError> {
        if !is_bag_name(bag_name) {
            return Err(ArchiveError::Write {
                entry: None,
                reason: format!("{bag_name:?} cannot be the name of a bag"),
            });
        }
        let output = Output::default();
        let mut writer = Self {
            name: bag_name.to_owned(),
            zip: ZipWriter::new_stream(output.clone()),
            output,
            seal: Sha256::new(),
            current: None,
            payload: BTreeMap::new(),
            payload_bytes: 0,
            tag_files: Vec::new(),
        };
        // With an (empty) extensible data sector, zip writes the zip64 end record always, not
        // only where it is needed: one layout for all sizes.
        writer.zip.set_raw_zip64_extensible_data_sector(Box::default());
        // First and stored, so that the file can be recognised by its first bytes.
        writer.tag_file(BagPath::Declaration, Compression::Stored, DECLARATION)?;
        Ok(writer)
    }

    /// Whether an entry has been written or begun. A content that several Blobs share is written
    /// once.
    pub fn contains(&self, path: &PayloadPath) -> bool {
        self.payload.contains_key(path)
            || self.current.as_ref().is_some_and(|current| current.path == *path)
    }

    /// Begins a payload entry.
    ///
    /// # Errors
    ///
    /// When the entry exists already, or another one has not been finished.
    pub fn start_payload(
        &mut self,
        path: &PayloadPath,
        compression: Compression,
    ) -> Result<(), ArchiveError> {
        let entry = BagPath::Payload(*path);
        if let Some(current) = &self.current {
            let reason = format!("{} has not been finished", BagPath::Payload(current.path));
            return Err(ArchiveError::write(entry, reason));
        }
        if self.contains(path) {
            return Err(ArchiveError::write(entry, "it has been written already"));
        }
        self.start(entry, compression)?;
        self.current = Some(Current { path: *path, hasher: Sha256::new(), bytes: 0 });
        Ok(())
    }

    /// Appends bytes to the payload entry.
    ///
    /// # Errors
    ///
    /// When no entry has been begun, or the zip writer fails.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        let Some(current) = &mut self.current else {
            return Err(no_entry());
        };
        self.zip.write_all(bytes).map_err(|error| {
            ArchiveError::write(BagPath::Payload(current.path), error.to_string())
        })?;
        current.hasher.update(bytes);
        current.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Ends the payload entry and says what it holds.
    ///
    /// # Errors
    ///
    /// When no entry has been begun, or a Blob's content is not what its path says.
    pub fn finish_payload(&mut self) -> Result<PayloadDigest, ArchiveError> {
        let current = self.current.take().ok_or_else(no_entry)?;
        let sha256 = Sha256Digest::from_hasher(current.hasher);
        if let PayloadPath::Blob(expected) = current.path
            && expected != sha256
        {
            let reason = format!("the content's digest is {sha256}");
            return Err(ArchiveError::write(BagPath::Payload(current.path), reason));
        }
        self.payload.insert(current.path, sha256);
        self.payload_bytes += current.bytes;
        Ok(PayloadDigest { sha256, bytes: current.bytes })
    }

    /// The bytes of the file that have come about since the last call, in order.
    pub fn take_output(&mut self) -> Vec<u8> {
        let bytes = self.output.take();
        self.seal.update(&bytes);
        bytes
    }

    /// Ends the archive: writes the bag's own files and the zip directory, and seals the file.
    /// Returns the file's last bytes.
    ///
    /// # Errors
    ///
    /// When an entry has not been finished, `backup.json` or `blobs.json` has not been written,
    /// or the information cannot be written as it is: a time that is not RFC 3339 in UTC, more
    /// than 64 KiB in all.
    pub fn finish(mut self, info: &BagInfo) -> Result<Vec<u8>, ArchiveError> {
        if let Some(current) = &self.current {
            let entry = BagPath::Payload(current.path);
            return Err(ArchiveError::write(entry, "it has not been finished"));
        }
        for path in [PayloadPath::Backup, PayloadPath::Blobs] {
            if !self.contains(&path) {
                let entry = BagPath::Payload(path);
                return Err(ArchiveError::write(entry, "it has not been written"));
            }
        }
        let oxum = Oxum { bytes: self.payload_bytes, entries: self.payload.len() as u64 };
        let text =
            info.to_text(oxum).map_err(|reason| ArchiveError::write(BagPath::Info, reason))?;
        self.tag_file(BagPath::Info, Compression::Deflate, text.as_bytes())?;
        self.manifest()?;
        let lines: String =
            self.tag_files.iter().map(|(path, digest)| manifest_line(*digest, *path)).collect();
        self.tag_file(BagPath::TagManifest, Compression::Deflate, lines.as_bytes())?;
        self.zip
            .set_comment(open_seal())
            .and_then(|()| self.zip.finish().map(drop))
            .map_err(|error| ArchiveError::Write { entry: None, reason: error.to_string() })?;
        Ok(close_seal(self.seal, self.output.take()))
    }

    /// Writes the manifest line by line: with many Blobs it is large.
    fn manifest(&mut self) -> Result<(), ArchiveError> {
        let entry = BagPath::Manifest;
        self.start(entry, Compression::Deflate)?;
        let mut hasher = Sha256::new();
        for (path, digest) in &self.payload {
            let line = manifest_line(*digest, BagPath::Payload(*path));
            hasher.update(&line);
            self.zip
                .write_all(line.as_bytes())
                .map_err(|error| ArchiveError::write(entry, error.to_string()))?;
        }
        self.tag_files.push((entry, Sha256Digest::from_hasher(hasher)));
        Ok(())
    }

    fn tag_file(
        &mut self,
        path: BagPath,
        compression: Compression,
        content: &[u8],
    ) -> Result<(), ArchiveError> {
        self.start(path, compression)?;
        self.zip
            .write_all(content)
            .map_err(|error| ArchiveError::write(path, error.to_string()))?;
        self.tag_files.push((path, Sha256Digest::of(content)));
        Ok(())
    }

    fn start(&mut self, path: BagPath, compression: Compression) -> Result<(), ArchiveError> {
        let name = format!("{}/{path}", self.name);
        self.zip
            .start_file(name, options(compression))
            .map_err(|error: ZipError| ArchiveError::write(path, error.to_string()))
    }
}

/// The same for every entry, on every platform and at any time: what is written depends on
/// nothing but the content.
fn options(compression: Compression) -> SimpleFileOptions {
    let (method, level) = match compression {
        Compression::Deflate => (CompressionMethod::Deflated, Some(1)),
        Compression::Stored => (CompressionMethod::Stored, None),
    };
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level(level)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix)
        .large_file(true)
}

fn no_entry() -> ArchiveError {
    ArchiveError::Write { entry: None, reason: "no payload entry has been begun".to_owned() }
}

/// Writes the digest of everything before it over the seal's digits.
fn close_seal(mut seal: Sha256, mut last: Vec<u8>) -> Vec<u8> {
    last.truncate(last.len().saturating_sub(SEAL_DIGITS));
    seal.update(&last);
    last.extend_from_slice(Sha256Digest::from_hasher(seal).to_string().as_bytes());
    last
}
