//! A browser's processes, where the system is Linux; others do not tell.

use std::fs;

/// What a process is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It shows pages of sites.
    Page,
    /// It runs an extension.
    Extension,
}

/// The processes of a group that have a role.
pub fn of(group: u32, role: Role) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process| role_in(group, *process) == Some(role))
        .collect()
}

fn role_in(group: u32, process: u32) -> Option<Role> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in parentheses, and may hold anything.
    let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
    let of: u32 = rest.split_whitespace().nth(2)?.parse().ok()?;
    if of != group {
        return None;
    }
    let command = fs::read_to_string(format!("/proc/{process}/cmdline")).ok()?;
    if command.contains("--type=renderer") {
        let is_extension = command.contains("--extension-process");
        return Some(if is_extension { Role::Extension } else { Role::Page });
    }
    if name == "WebExtensions" {
        return Some(Role::Extension);
    }
    (command.contains("-contentproc") && command.ends_with("tab\0")).then_some(Role::Page)
}
