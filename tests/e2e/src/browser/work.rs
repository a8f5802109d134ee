//! How much the main threads of a browser's pages work.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::processes::pages_in;

/// How often the processes' clocks are read; Linux moves them on every 4 ms or so.
const EVERY: Duration = Duration::from_millis(4);
/// After so many readings, new processes are looked for.
const READINGS: usize = 25;

/// What the main threads had worked at a time.
struct Reading {
    /// In milliseconds since the epoch.
    at: f64,
    /// By process, in milliseconds.
    worked: BTreeMap<u32, f64>,
}

/// Reads the clocks of the processes until it is dropped.
pub struct Work {
    readings: Arc<Mutex<Vec<Reading>>>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Work {
    /// Of the processes in a group.
    pub(super) fn watch(group: u32) -> Self {
        let readings = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let (into, end) = (Arc::clone(&readings), Arc::clone(&ended));
        let thread = spawn(move || {
            let mut pages = Vec::new();
            let mut turn = 0;
            while !end.load(Ordering::Relaxed) {
                if turn % READINGS == 0 {
                    pages = pages_in(group);
                }
                turn += 1;
                let worked = pages.iter().filter_map(|page| Some((*page, worked(*page)?)));
                let reading = Reading { at: now(), worked: worked.collect() };
                into.lock().unwrap_or_else(PoisonError::into_inner).push(reading);
                sleep(EVERY);
            }
        });
        Self { readings, ended, thread: Some(thread) }
    }

    /// For how many milliseconds the busiest of the main threads worked at least between two
    /// times, in milliseconds since the epoch. Other systems than Linux do not tell: all the while,
    /// then.
    pub fn between(&self, from: f64, to: f64) -> f64 {
        if worked(std::process::id()).is_none() {
            return to - from;
        }
        let readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let first = readings.partition_point(|reading| reading.at < from);
        let end = readings.partition_point(|reading| reading.at <= to);
        let within = readings.get(first..end).unwrap_or_default();
        let (Some(first), Some(last)) = (within.first(), within.last()) else { return 0.0 };
        last.worked
            .iter()
            .filter_map(|(page, worked)| Some(worked - first.worked.get(page)?))
            .fold(0.0, f64::max)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It cannot fail but by a panic, which it has shown already.
            let _ = thread.join();
        }
    }
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}

/// How many milliseconds a process's main thread has worked, where the system is Linux.
fn worked(process: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e6)
}
