//! The tests.
use anyhow::Result;
/// test
pub fn test(_: Option<&str>) -> Result<bool> {
    Ok(true)
}
