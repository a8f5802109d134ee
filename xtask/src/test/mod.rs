//! Every check and every test.

mod count;
mod excerpt;
mod steps;
mod tidy;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow};

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
    for mut group in steps::all()? {
        group.retain(|step| only.is_none_or(|only| step.name.contains(only)));
        for outcome in side_by_side(group)? {
            outcome.print();
            total.add(outcome.count);
        }
    }
    println!();
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0 && total.passed > 0)
}

/// What came of a step.
struct Outcome {
    name: &'static str,
    count: Count,
    seconds: f64,
    log: PathBuf,
    text: String,
}

impl Outcome {
    fn print(&self) {
        let verdict = if self.count.failed == 0 { "ok" } else { "FAILED" };
        let Self { name, count, seconds, .. } = self;
        println!("{name:<34} {verdict:<7} {:>5} passed {seconds:>7.1} s", count.passed);
        if count.failed > 0 {
            for line in excerpt::excerpt(&self.text) {
                println!("    {line}");
            }
            println!("    (all of it is in {})", self.log.display());
        }
    }
}

fn side_by_side(group: Vec<Step>) -> Result<Vec<Outcome>> {
    thread::scope(|scope| {
        let running: Vec<_> = group.into_iter().map(|step| scope.spawn(|| run(step))).collect();
        running
            .into_iter()
            .map(|step| step.join().map_err(|_| anyhow!("a step panicked"))?)
            .collect()
    })
}

fn run(step: Step) -> Result<Outcome> {
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
    Ok(Outcome { name: step.name, count, seconds: begun.elapsed().as_secs_f64(), log, text })
}

/// Writes what went wrong into a step's log.
fn write_log(log: &Path, faults: &str) -> Result<()> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(log, faults)?;
    Ok(())
}
