//! Collecting garbage in all of Firefox's processes.

use anyhow::{Context, Result};
use thirtyfour::prelude::*;

use super::window;

/// Asks every process for it. What a process does for it comes before what it is asked later.
pub async fn collect(web: &WebDriver) -> Result<()> {
    window::run(web, COLLECT, Vec::new()).await.context("no garbage can be collected").map(drop)
}

const COLLECT: &str = r#"
// What the first round sets free may hold something that the second finds.
for (let round = 0; round < 2; round += 1) {
  for (const topic of ["child-gc-request", "child-cc-request"]) Services.obs.notifyObservers(null, topic);
  Services.obs.notifyObservers(null, "memory-pressure", "heap-minimize");
  Cu.forceGC();
  Cu.forceCC();
}
"#;
