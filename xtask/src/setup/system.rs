//! What comes from outside of the project: by the system's package manager, or by hand.

use anyhow::{Result, bail};

use crate::command::{find, output_of, program, run};

/// Something that a machine lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Debian's packages.
    pub debian: &'static str,
    /// Fedora's packages.
    pub fedora: &'static str,
    /// Arch's packages.
    pub arch: &'static str,
    /// What to do on any other system.
    pub elsewhere: &'static str,
}

/// How a system's packages are installed.
struct Manager {
    program: &'static str,
    command: &'static str,
    packages: fn(&Missing) -> &'static str,
}

const MANAGERS: [Manager; 3] = [
    Manager {
        program: "apt-get",
        command: "sudo apt-get update && sudo apt-get install --yes",
        packages: |missing| missing.debian,
    },
    Manager {
        program: "dnf",
        command: "sudo dnf install --assumeyes",
        packages: |missing| missing.fedora,
    },
    Manager {
        program: "pacman",
        command: "sudo pacman -S --needed",
        packages: |missing| missing.arch,
    },
];

/// Installs it all, where that may be done; else says how, all of it at once.
pub fn install(missing: &[Missing]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let manager = MANAGERS.iter().find(|manager| find(manager.program).is_some());
    let is_root = output_of(program("id").arg("-u")).as_deref() == Some("0");
    if !is_root || manager.is_none_or(|manager| manager.program != "apt-get") {
        bail!("{}", advice(missing, manager));
    }
    let packages = list(missing, |missing| missing.debian);
    println!("installing the Debian packages {}", packages.join(" "));
    run(program("apt-get").args(["update", "--quiet", "--quiet"]))?;
    run(program("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends"])
        .args(packages))
}

fn list(missing: &[Missing], of: fn(&Missing) -> &'static str) -> Vec<&'static str> {
    missing.iter().flat_map(|missing| of(missing).split_whitespace()).collect()
}

fn advice(missing: &[Missing], manager: Option<&Manager>) -> String {
    let commands = match manager {
        Some(manager) => {
            vec![format!("{} {}", manager.command, list(missing, manager.packages).join(" "))]
        }
        None => missing.iter().map(|missing| missing.elsewhere.replace('\n', "\n    ")).collect(),
    };
    format!(
        "this needs something that may not be installed from here. Please run\n\n    {}\n\nand start again",
        commands.join("\n    ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: [Missing; 2] = [
        Missing { debian: "a b", fedora: "fa", arch: "aa", elsewhere: "get a" },
        Missing { debian: "c", fedora: "fc", arch: "ac", elsewhere: "get c\nname c" },
    ];

    #[test]
    fn all_that_is_missing_is_in_one_command() {
        let of = |at: usize| advice(&TWO, MANAGERS.get(at));
        assert!(of(0).contains("\n    sudo apt-get update && sudo apt-get install --yes a b c\n"));
        assert!(of(1).contains("\n    sudo dnf install --assumeyes fa fc\n"));
        assert!(of(2).contains("\n    sudo pacman -S --needed aa ac\n"));
    }

    #[test]
    fn a_system_without_a_known_manager_gets_a_command_for_each() {
        assert!(advice(&TWO, None).contains("\n    get a\n    get c\n    name c\n"));
    }

    #[test]
    fn nothing_missing_installs_nothing() {
        assert!(install(&[]).is_ok());
    }
}
