//! Every check and every test.

mod count;
mod steps;
mod tidy;

use std::fs;
use std::time::Instant;

use anyhow::Result;

use crate::command::run_into;
use crate::paths::target;
use crate::setup;
use count::Count;
use steps::{Step, Work};

/// How much of a failed step's log is shown.
const SHOWN_LINES: usize = 80;

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
        Work::Program { mut command, counts_tests } => {
            (run_into(&mut command, &log)?, counts_tests)
        }
        Work::Check(check) => {
            let found = check()?;
            fs::create_dir_all(target().join("test-logs"))?;
            fs::write(&log, found.join("\n"))?;
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
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(SHOWN_LINES);
        for line in lines.iter().skip(from) {
            println!("    {line}");
        }
        println!("    (all of it is in {})", log.display());
    }
    Ok(count)
}
