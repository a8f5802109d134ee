//! An archive that is being written to disk as it comes about.

use drydock::archive::{BagInfo, BagWriter, Compression, PayloadDigest, PayloadPath};

use crate::failure::{Outcome, archive};
use crate::store::NewBackup;

/// Writes an archive into a new backup's file.
pub struct BagFile {
    bag: BagWriter,
    file: NewBackup,
}

impl BagFile {
    /// Begins the archive.
    pub fn begin(bag_name: &str, file: NewBackup) -> Outcome<Self> {
        let bag = BagWriter::new(bag_name).map_err(|error| archive(&error))?;
        Ok(Self { bag, file })
    }

    /// Whether a payload entry is there already.
    pub fn contains(&self, path: &PayloadPath) -> bool {
        self.bag.contains(path)
    }

    /// Begins a payload entry.
    pub fn start(&mut self, path: &PayloadPath, compression: Compression) -> Outcome<()> {
        self.bag.start_payload(path, compression).map_err(|error| archive(&error))
    }

    /// Appends to the payload entry.
    pub async fn write(&mut self, bytes: &[u8]) -> Outcome<()> {
        self.bag.write(bytes).map_err(|error| archive(&error))?;
        self.flush().await
    }

    /// Ends the payload entry.
    pub async fn finish_entry(&mut self) -> Outcome<PayloadDigest> {
        let digest = self.bag.finish_payload().map_err(|error| archive(&error))?;
        self.flush().await?;
        Ok(digest)
    }

    /// Ends the archive. It is whole on disk only once the file is closed.
    pub async fn finish(self, info: &BagInfo) -> Outcome<NewBackup> {
        let Self { bag, mut file } = self;
        let last = bag.finish(info).map_err(|error| archive(&error));
        let written = match last {
            Ok(last) => file.write(&last).await,
            Err(failure) => Err(failure),
        };
        match written {
            Ok(()) => Ok(file),
            Err(failure) => {
                file.discard().await;
                Err(failure)
            }
        }
    }

    /// Throws the archive away.
    pub async fn discard(self) {
        self.file.discard().await;
    }

    async fn flush(&mut self) -> Outcome<()> {
        let bytes = self.bag.take_output();
        self.file.write(&bytes).await
    }
}
