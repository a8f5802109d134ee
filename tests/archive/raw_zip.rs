//! Writes zip files by hand, also such as no zip library writes.
//!
//! Independent of the code under test: where both agree on a bag that nothing is wrong with, the
//! reader is shown to refuse a forged one for what was forged.

use std::ops::Range;

use drydock::archive::Sha256Digest;

use super::sample::Sample;

/// An entry, and what its headers claim.
#[derive(Clone, Debug)]
pub struct RawEntry {
    pub name: Vec<u8>,
    /// The bytes that stand in the file.
    pub data: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub crc: u32,
    pub compressed: u64,
    pub size: u64,
    pub disk: u16,
    pub comment: Vec<u8>,
    /// The local header's name, where it differs.
    pub local_name: Option<Vec<u8>>,
    /// Where the directory says that it begins, where that is not true.
    pub offset: Option<u64>,
    /// Whether it stands in the directory, or among the entries, only.
    pub listed: bool,
    pub present: bool,
}

impl RawEntry {
    pub fn stored(name: impl Into<Vec<u8>>, content: &[u8]) -> Self {
        Self {
            name: name.into(),
            data: content.to_vec(),
            method: 0,
            flags: 8,
            crc: crc(content),
            compressed: content.len() as u64,
            size: content.len() as u64,
            disk: 0,
            comment: vec![],
            local_name: None,
            offset: None,
            listed: true,
            present: true,
        }
    }

    fn local(&self) -> Vec<u8> {
        let name = self.local_name.as_ref().unwrap_or(&self.name);
        let mut bytes = b"PK\x03\x04\x2d\x00".to_vec();
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(self.method.to_le_bytes());
        bytes.extend([0, 0, 0x21, 0]);
        bytes.extend([0; 12]);
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([20, 0]);
        bytes.extend(name);
        bytes.extend([1, 0, 16, 0]);
        bytes.extend([0; 16]);
        bytes.extend(&self.data);
        bytes.extend(b"PK\x07\x08");
        bytes.extend(self.crc.to_le_bytes());
        bytes.extend(self.compressed.to_le_bytes());
        bytes.extend(self.size.to_le_bytes());
        bytes
    }

    fn central(&self, offset: u64) -> Vec<u8> {
        let offset = self.offset.unwrap_or(offset) as u32;
        let mut bytes = b"PK\x01\x02\x2d\x03\x2d\x00".to_vec();
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(self.method.to_le_bytes());
        bytes.extend([0, 0, 0x21, 0]);
        bytes.extend(self.crc.to_le_bytes());
        bytes.extend([0xff; 8]);
        bytes.extend((self.name.len() as u16).to_le_bytes());
        bytes.extend([20, 0]);
        bytes.extend((self.comment.len() as u16).to_le_bytes());
        bytes.extend(self.disk.to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend((0o100_644_u32 << 16).to_le_bytes());
        bytes.extend(offset.to_le_bytes());
        bytes.extend(&self.name);
        bytes.extend([1, 0, 16, 0]);
        bytes.extend(self.size.to_le_bytes());
        bytes.extend(self.compressed.to_le_bytes());
        bytes.extend(&self.comment);
        bytes
    }
}

/// A zip file to be.
#[derive(Clone, Debug)]
pub struct RawZip {
    pub entries: Vec<RawEntry>,
    /// Bytes before the first entry, which the offsets take into account.
    pub prefix: Vec<u8>,
    /// Bytes between the last entry and the directory.
    pub gap: Vec<u8>,
    /// The number of this disk, and of disks in all.
    pub disks: (u16, u32),
    /// The zip comment; without one, it is sealed.
    pub comment: Option<Vec<u8>>,
    /// Bytes after the end.
    pub suffix: Vec<u8>,
}

impl RawZip {
    pub fn new(entries: Vec<RawEntry>) -> Self {
        Self { entries, prefix: vec![], gap: vec![], disks: (0, 1), comment: None, suffix: vec![] }
    }

    /// The entry of this name in the bag.
    pub fn entry(&mut self, path: &str) -> &mut RawEntry {
        let ending = format!("/{path}").into_bytes();
        self.entries.iter_mut().find(|entry| entry.name.ends_with(&ending)).unwrap()
    }

    pub fn write(&self) -> Vec<u8> {
        let mut zip = self.prefix.clone();
        let mut directory = Vec::new();
        let mut count = 0_u64;
        for entry in &self.entries {
            if entry.listed {
                directory.extend(entry.central(zip.len() as u64));
                count += 1;
            }
            if entry.present {
                zip.extend(entry.local());
            }
        }
        zip.extend(&self.gap);
        let start = zip.len() as u64;
        let size = directory.len() as u64;
        zip.extend(directory);

        let (disk, disks) = self.disks;
        zip.extend(b"PK\x06\x06");
        zip.extend(44_u64.to_le_bytes());
        zip.extend([0x2d, 0, 0x2d, 0]);
        zip.extend(u32::from(disk).to_le_bytes());
        zip.extend(u32::from(disk).to_le_bytes());
        for number in [count, count, size, start] {
            zip.extend(number.to_le_bytes());
        }
        zip.extend(b"PK\x06\x07");
        zip.extend(u32::from(disk).to_le_bytes());
        zip.extend((start + size).to_le_bytes());
        zip.extend(disks.to_le_bytes());
        zip.extend(b"PK\x05\x06");
        zip.extend(disk.to_le_bytes());
        zip.extend(disk.to_le_bytes());
        zip.extend((count as u16).to_le_bytes());
        zip.extend((count as u16).to_le_bytes());
        zip.extend([0xff; 4]);
        zip.extend((start as u32).to_le_bytes());
        match &self.comment {
            Some(comment) => {
                zip.extend((comment.len() as u16).to_le_bytes());
                zip.extend(comment);
            }
            None => {
                zip.extend(71_u16.to_le_bytes());
                zip.extend(b"sha256:");
                zip.extend(Sha256Digest::of(&zip).to_string().into_bytes());
            }
        }
        zip.extend(&self.suffix);
        zip
    }
}

/// What a bag's files say, from which the entries are made with right manifests.
#[derive(Clone, Debug)]
pub struct RawBag {
    pub bag: String,
    pub declaration: String,
    pub info: String,
    pub payload: Vec<(String, Vec<u8>)>,
}

impl RawBag {
    /// What [`Sample::small`] is as a bag.
    pub fn small() -> Self {
        let sample = Sample::small();
        let payload: Vec<_> = sample
            .payload
            .iter()
            .map(|(path, content)| (format!("data/{path}"), content.clone()))
            .collect();
        let mut bag = Self {
            bag: sample.bag,
            declaration: "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned(),
            info: String::new(),
            payload,
        };
        bag.write_info();
        bag
    }

    /// Writes `bag-info.txt` for the payload as it is now.
    pub fn write_info(&mut self) {
        let bytes: usize = self.payload.iter().map(|(_, content)| content.len()).sum();
        self.info = format!(
            "Bag-Software-Agent: Drydock 0.1.0\nBagging-Date: 2026-01-02\nPayload-Oxum: {bytes}.{}\n\
             Drydock-Origin: https://shop.example\nDrydock-Browser: Chromium 156.0.1\n\
             Drydock-Created: 2026-01-02T03:04:05.678Z\nDrydock-Label: before the release\n\
             Drydock-Safety: false\n",
            self.payload.len(),
        );
    }

    /// The content of a payload entry.
    pub fn content(&mut self, path: &str) -> &mut Vec<u8> {
        let found = self.payload.iter_mut().find(|(name, _)| name == path);
        &mut found.unwrap().1
    }

    /// The bag as a zip file, with manifests and Payload-Oxum that fit the payload.
    pub fn zip(mut self) -> RawZip {
        self.write_info();
        self.zip_as_is()
    }

    /// The bag as a zip file, with manifests that fit.
    pub fn zip_as_is(&self) -> RawZip {
        let manifest = lines(&self.payload);
        self.zip_with_manifest(&manifest)
    }

    /// The bag as a zip file, with this payload manifest.
    pub fn zip_with_manifest(&self, manifest: &str) -> RawZip {
        let mut tag_files = vec![
            ("bagit.txt".to_owned(), self.declaration.clone().into_bytes()),
            ("bag-info.txt".to_owned(), self.info.clone().into_bytes()),
            ("manifest-sha256.txt".to_owned(), manifest.as_bytes().to_vec()),
        ];
        let tag_manifest = lines(&tag_files).into_bytes();
        tag_files.push(("tagmanifest-sha256.txt".to_owned(), tag_manifest));
        let declaration = tag_files.remove(0);
        let files = [vec![declaration], self.payload.clone(), tag_files].concat();
        let entries = files
            .iter()
            .map(|(path, content)| RawEntry::stored(format!("{}/{path}", self.bag), content))
            .collect();
        RawZip::new(entries)
    }
}

/// A manifest of these files.
pub fn lines(files: &[(String, Vec<u8>)]) -> String {
    files.iter().map(|(path, content)| format!("{}  {path}\n", Sha256Digest::of(content))).collect()
}

/// The CRC-32 of these bytes.
pub fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Where the entries of an archive of ours stand, by their names in the bag: from each local
/// header to the next. Their bytes hold no signature of a local header by chance.
pub fn entry_ranges(archive: &[u8]) -> Vec<(String, Range<usize>)> {
    let find = |signature: &[u8], from: usize| {
        archive[from..]
            .windows(4)
            .position(|window| window == signature)
            .map(|position| from + position)
    };
    let directory = find(b"PK\x01\x02", 0).unwrap();
    let mut entries = Vec::new();
    let mut start = 0;
    while start < directory {
        let end = find(b"PK\x03\x04", start + 4).unwrap_or(directory);
        let length = usize::from(archive[start + 26]);
        let name = std::str::from_utf8(&archive[start + 30..start + 30 + length]).unwrap();
        let path = name.split_once('/').unwrap().1;
        entries.push((path.to_owned(), start..end));
        start = end;
    }
    entries
}

/// Where the directory's records of an archive of ours stand, by the entries' names in the bag.
pub fn directory_ranges(archive: &[u8]) -> Vec<(String, Range<usize>)> {
    let mut start = archive.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut records = Vec::new();
    while archive[start..].starts_with(b"PK\x01\x02") {
        let length = |at: usize| usize::from(archive[start + at]);
        let end = start + 46 + length(28) + length(30);
        let name = std::str::from_utf8(&archive[start + 46..start + 46 + length(28)]).unwrap();
        records.push((name.split_once('/').unwrap().1.to_owned(), start..end));
        start = end;
    }
    records
}
