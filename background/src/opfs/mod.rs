//! The extension's own private file system:
//! [OPFS](https://developer.mozilla.org/docs/Web/API/File_System_API/Origin_private_file_system).

mod directory;
mod persistence;
mod source;
mod writer;

pub use directory::Directory;
pub use persistence::keep;
pub use source::FileSource;
pub use writer::Writer;
