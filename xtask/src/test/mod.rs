//! Every check and every test.

mod count;
mod excerpt;
mod steps;
mod tidy;

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::command::run_into;
use crate::paths::target;
use crate::setup;
use count::Count;
use steps::{Step, Work};

/// Runs all steps, or those whose names contain `only`. Each runs whatever became of those before
/// it. Says whether all passed; the last line that it prints counts the tests.
pub fn test(only: Option<&str>) -> Result<bool> {
    setup::for_test()?;
    let mut total = Count::default();
    for step in steps::all() {
        if only.is_some_and(|only| !step.name.contains(only)) {
            continue;
        }
        total.add(run(step)?);
    }
    println!();
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0 && total.passed > 0)
}

fn run(step: Step) -> Result<Count> {
    let begun = Instant::now();
    let log = target().join("test-logs").join(format!("{}.log", step.name.replace(' ', "-")));
    let (succeeded, counts_tests) = match step.work {
        // A program that cannot be started fails its own step, not the steps after it.
        Work::Program { mut command, counts_tests } => match run_into(&mut command, &log) {
            Ok(succeeded) => (succeeded, counts_tests),
            Err(error) => {
                write_log(&log, &format!("{error:#}"))?;
                (false, counts_tests)
            }
        },
        Work::Check(check) => {
            let found = check().unwrap_or_else(|error| vec![format!("{error:#}")]);
            write_log(&log, &found.join("\n"))?;
            (found.is_empty(), false)
        }
    };
    let text = fs::read_to_string(&log).unwrap_or_default();
    let mut count = if counts_tests { count::in_log(&text) } else { Count::default() };
    // A step that fails without a failed test (it did not compile, say) is a failure itself; so
    // is one that should have run tests and ran none.
    if !succeeded && count.failed == 0 || counts_tests && count.passed + count.failed == 0 {
        count.failed += 1;
    } else if !counts_tests {
        count.passed += 1;
    }
    let verdict = if count.failed == 0 { "ok" } else { "FAILED" };
    let seconds = begun.elapsed().as_secs_f64();
    println!("{:<34} {verdict:<7} {:>5} passed {seconds:>7.1} s", step.name, count.passed);
    if count.failed > 0 {
        for line in excerpt::excerpt(&text) {
            println!("    {line}");
        }
        println!("    (all of it is in {})", log.display());
    }
    Ok(count)
}

/// Writes what went wrong into a step's log.
fn write_log(log: &Path, faults: &str) -> Result<()> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(log, faults)?;
    Ok(())
}
