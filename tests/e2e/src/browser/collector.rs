//! When Firefox's collectors of garbage held the main thread of a site, as its profiler tells.

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::prelude::*;

use super::window;

/// When they did, in order: in milliseconds since the epoch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collections(Vec<(f64, f64)>);

impl Collections {
    /// From what `END` gives, in any order.
    fn read(value: &Value) -> Result<Self> {
        let mut all = Vec::new();
        for time in value.as_array().context("the profiler tells nothing")? {
            let at = |end: usize| time.get(end).and_then(Value::as_f64).context("no time");
            all.push((at(0)?, at(1)?));
        }
        all.sort_by(|one: &(f64, f64), other| one.0.total_cmp(&other.0));
        Ok(Self(all))
    }

    /// What is left of a time without them.
    pub fn outside(&self, from: f64, to: f64) -> Vec<(f64, f64)> {
        let mut left = Vec::new();
        let mut at = from;
        for (begun, ended) in &self.0 {
            if *begun > at {
                left.push((at, begun.min(to)));
            }
            at = at.max(*ended);
            if at >= to {
                return left;
            }
        }
        left.push((at, to));
        left
    }
}

/// Has the profiler take down what the main threads do, without looking at their stacks.
pub async fn begin(web: &WebDriver) -> Result<()> {
    window::run(web, BEGIN, Vec::new()).await.context("the profiler does not start").map(drop)
}

/// Ends the profiler, and gives what it took down of the collectors.
pub async fn end(web: &WebDriver) -> Result<Collections> {
    Collections::read(&window::run(web, END, Vec::new()).await.context("there is no profile")?)
}

const BEGIN: &str = r#"
// Entries of 8 bytes, made as they are needed; the time between samples, which are not taken, in ms.
await Services.profiler.StartProfiler(2 ** 24, 100, ["nostacksampling"], ["GeckoMain"]);
"#;

const END: &str = r#"
const profile = await Services.profiler.getProfileDataAsync();
await Services.profiler.StopProfiler();
// What each of them does at one go; `GCMajor` and `CC` are the whole, with what comes in between.
const names = ["CCSlice", "ForgetSkippable", "GCMinor", "GCSlice"];
const times = [];
for (const { meta, threads } of profile.processes) {
  for (const { processName, markers, stringTable } of threads) {
    // The process of a site.
    if (processName !== "Isolated Web Content") continue;
    const { name, startTime, endTime } = markers.schema;
    for (const row of markers.data) {
      if (!names.includes(stringTable[row[name]]) || row[endTime] === null) continue;
      times.push([meta.startTime + row[startTime], meta.startTime + row[endTime]]);
    }
  }
}
return times;
"#;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Collections;

    #[test]
    fn what_is_left_has_no_collection_in_it() {
        let all = Collections::read(&json!([[30, 40], [10, 20], [12, 15], [35, 45]])).unwrap();
        assert_eq!(all.outside(0.0, 50.0), [(0.0, 10.0), (20.0, 30.0), (45.0, 50.0)]);
        assert_eq!(all.outside(15.0, 35.0), [(20.0, 30.0)]);
        assert_eq!(all.outside(11.0, 14.0), []);
        assert_eq!(all.outside(5.0, 9.0), [(5.0, 9.0)]);
        assert_eq!(all.outside(45.0, 50.0), [(45.0, 50.0)]);
        assert_eq!(Collections::default().outside(1.0, 2.0), [(1.0, 2.0)]);
    }
}
