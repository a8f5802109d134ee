//! How much memory the extension takes.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::processes::{self, Role};

/// The most memory that the extension's processes took since the peak was set back.
pub struct Peak(Vec<u32>);

impl Peak {
    /// Sets back the peak of those in a group, which Linux keeps for each process.
    pub(super) fn set_back(group: u32) -> Result<Self> {
        let processes = processes::of(group, Role::Extension);
        ensure!(!processes.is_empty(), "no process of the extension was found");
        for process in &processes {
            // See proc_pid_clear_refs(5).
            fs::write(format!("/proc/{process}/clear_refs"), "5")?;
        }
        Ok(Self(processes))
    }

    /// In bytes, of all of them together.
    pub fn bytes(&self) -> Result<u64> {
        let mut bytes = 0;
        for process in &self.0 {
            let status = fs::read_to_string(format!("/proc/{process}/status"))?;
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kibibytes = line.and_then(|line| line.split_whitespace().next());
            bytes += kibibytes.context("no peak")?.parse::<u64>()? << 10;
        }
        Ok(bytes)
    }
}
