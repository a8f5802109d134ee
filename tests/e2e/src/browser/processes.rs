//! The processes of a browser and its driver, which are a group.

use std::fs;
use std::process::{Command, Stdio};

/// What Linux tells of a process.
struct Stat {
    name: String,
    state: char,
    group: u32,
}

/// Sends a signal to a group of processes; the standard library cannot. Says whether there is one.
pub fn signal(name: &str, group: u32) -> bool {
    Command::new("kill")
        .args([name, "--", &format!("-{group}")])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether processes of the group are there that still do something. Those that have ended stay in
/// it until the system's first process takes note of them, which may take it seconds.
pub fn any_in(group: u32) -> bool {
    if stat(std::process::id()).is_none() {
        // Another system than Linux.
        return signal("-0", group);
    }
    all().filter_map(stat).any(|stat| stat.group == group && !"ZXx".contains(stat.state))
}

/// The processes in a group that show pages other than an extension's.
pub fn pages_in(group: u32) -> Vec<u32> {
    all().filter(|process| is_page_of(group, *process) == Some(true)).collect()
}

/// The numbers of all processes, where the system is Linux.
fn all() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn stat(process: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in parentheses, and may hold anything.
    let (name, rest) = text.split_once('(')?.1.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?.chars().next()?;
    let group = fields.nth(1)?.parse().ok()?;
    Some(Stat { name: name.to_owned(), state, group })
}

fn is_page_of(group: u32, process: u32) -> Option<bool> {
    let stat = stat(process)?;
    let command = fs::read_to_string(format!("/proc/{process}/cmdline")).ok()?;
    let is_page = if command.contains("--type=renderer") {
        !command.contains("--extension-process")
    } else {
        command.contains("-contentproc")
            && command.ends_with("tab\0")
            && stat.name != "WebExtensions"
    };
    Some(stat.group == group && is_page)
}
