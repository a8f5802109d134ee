//! What files are called.

use drydock::archive::Sha256Digest;
use drydock::value::Text;

/// The name of the file for a database of an origin. Their names may be of any length and have
/// any characters; digests do not.
pub fn of_database(origin: &str, database: &Text) -> String {
    let mut both = origin.as_bytes().to_vec();
    both.push(0);
    both.extend_from_slice(database.as_wtf8());
    format!("{}.json", Sha256Digest::of(&both))
}
