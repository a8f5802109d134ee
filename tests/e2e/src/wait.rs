//! Waiting for conditions.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How often a condition is looked at.
const EVERY: Duration = Duration::from_millis(100);

/// Waits until `look` gives something, and gives that; fails after `longest` with `what`.
pub async fn until<T>(
    what: &str,
    longest: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if begun.elapsed() > longest {
            bail!("{what}: not within {} s", longest.as_secs());
        }
        tokio::time::sleep(EVERY).await;
    }
}
