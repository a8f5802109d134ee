//! Rules that no other tool checks.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::command::{output_of, program};
use crate::paths::root;

/// The longest a source file may be, in lines: past it, it holds more than one concept.
const LONGEST: usize = 500;

/// Every breach of the rules, as a sentence.
pub fn faults() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let listed =
        output_of(program("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))
            .unwrap_or_default();
    for name in listed.lines() {
        let path = root().join(name);
        let Ok(text) = fs::read_to_string(&path) else { continue };
        faults.extend(in_file(Path::new(name), &text));
    }
    if listed.is_empty() {
        faults.push("git lists no files".to_owned());
    }
    Ok(faults)
}

fn in_file(name: &Path, text: &str) -> Vec<String> {
    let shown = name.display();
    let mut faults = Vec::new();
    let extension = name.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let lines = text.lines().count();
    if matches!(extension, "rs" | "js") && lines > LONGEST {
        faults.push(format!("{shown} has {lines} lines; split it (at most {LONGEST})"));
    }
    if matches!(extension, "rs" | "js") && text.lines().any(|line| line.ends_with([' ', '\t'])) {
        faults.push(format!("{shown} has spaces at the end of a line"));
    }
    if name.ends_with("package-lock.json") && text.contains("\"resolved\"") {
        faults.push(format!("{shown} names where packages were downloaded from"));
    }
    // Written in pieces, or this file would find itself.
    for folder in ["home", "root", "work"] {
        let machine = format!("\"/{folder}/");
        if matches!(extension, "rs" | "js" | "json" | "toml") && text.contains(&machine) {
            faults.push(format!("{shown} has a path of one machine"));
        }
    }
    let todo = ["TO", "DO"].concat();
    if matches!(extension, "rs" | "js" | "css" | "html") && text.contains(&format!("{todo}:")) {
        faults.push(format!("{shown} has something left to do"));
    }
    faults
}
