//! What `cargo xtask test` runs.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::tidy;
use crate::command::{behind, cargo, program};
use crate::paths::{npm_program, target};
use crate::setup;

/// One of the steps.
pub struct Step {
    pub name: &'static str,
    pub work: Work,
}

/// What a step does.
pub enum Work {
    /// Runs a program; its exit code counts, and, where it runs tests, those.
    Program { command: Command, counts_tests: bool },
    /// Looks for faults; none is a success.
    Check(fn() -> Result<Vec<String>>),
}

/// The crates that only browsers run.
const BROWSER_CRATES: [&str; 3] = ["webext", "drydock-background", "drydock-popup"];

const WASM: &str = "wasm32-unknown-unknown";

/// The test that waits for minutes in which the machine has nothing to do.
const LONG: &str = "an_operation_of_six_minutes";

/// All steps, quick ones first. Those of a group run side by side.
pub fn all() -> Result<Vec<Vec<Step>>> {
    let release = target().join("dist");
    let alone = |step| vec![step];
    Ok(vec![
        alone(Step { name: "tidy", work: Work::Check(tidy::faults) }),
        alone(check("formatting", cargo_with(&["fmt", "--all", "--check"]))),
        alone(check(
            "types of content scripts",
            with(program(npm_program("tsc")), &["--project", "."]),
        )),
        // The build takes longest, and to link and optimise it keeps one core for minutes. The others
        // take what it leaves; those of cargo's wait for each other while they compile.
        vec![
            check("build for Firefox", build(&["--out"], &release)?),
            check(
                "clippy",
                behind(cargo_with(&[
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "--deny",
                    "warnings",
                ])),
            ),
            check("clippy for browsers", behind(clippy_for_browsers())),
            tests("content scripts", behind(content_tests())),
            tests(
                "native tests",
                behind(cargo_with(&[
                    "test",
                    "--workspace",
                    "--exclude",
                    "drydock-e2e",
                    "--no-fail-fast",
                ])),
            ),
        ],
        alone(check("web-ext lint", lint(&release))),
        alone(check("build for tests", build(&["--test", "--out"], &target().join("dist-test"))?)),
        vec![
            tests("end-to-end tests", with(end_to_end(), &["--", "--skip", LONG])),
            tests("end-to-end test of six minutes", with(end_to_end(), &["--test", "long"])),
        ],
    ])
}

fn check(name: &'static str, command: Command) -> Step {
    Step { name, work: Work::Program { command, counts_tests: false } }
}

fn tests(name: &'static str, command: Command) -> Step {
    Step { name, work: Work::Program { command, counts_tests: true } }
}

fn with(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments);
    command
}

fn cargo_with(arguments: &[&str]) -> Command {
    with(cargo(), arguments)
}

/// This program itself, which a `cargo run` would wait for as long as cargo does something else.
fn build(arguments: &[&str], out: &Path) -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("build").args(arguments).arg(out);
    Ok(command)
}

fn content_tests() -> Command {
    with(program("node"), &["--test", "--test-reporter=tap", "content/tests/"])
}

fn clippy_for_browsers() -> Command {
    let mut command = match setup::wasm_cargo() {
        Ok(command) => command,
        // The build says what is the matter.
        Err(_) => cargo(),
    };
    command.args(["clippy", "--target", WASM]);
    for name in BROWSER_CRATES {
        command.args(["--package", name]);
    }
    command.args(["--", "--deny", "warnings"]);
    command
}

fn lint(release: &Path) -> Command {
    let mut command = program(npm_program("web-ext"));
    command.args(["lint", "--warnings-as-errors", "--no-config-discovery", "--source-dir"]);
    command.arg(release.join("firefox"));
    command
}

fn end_to_end() -> Command {
    let mut command = cargo_with(&["test", "--package", "drydock-e2e", "--no-fail-fast"]);
    command
        .env("RUST_BACKTRACE", "0")
        .env("DRYDOCK_DIST", target().join("dist-test"))
        .env("DRYDOCK_PROFILES", target().join("profiles"))
        .env("DRYDOCK_PYTHON", setup::python());
    setup::name_programs(&mut command);
    command
}
