//! Counting tests in what test runners print.

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Count {
    /// Adds another's.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The tests that a log of `cargo test` or `node --test` counts.
pub fn in_log(log: &str) -> Count {
    let mut count = Count::default();
    for line in log.lines() {
        if let Some(result) = line.strip_prefix("test result: ") {
            for part in result.split([';', '.']) {
                match part.trim().split_once(' ') {
                    Some((number, "passed")) => count.passed += number.parse().unwrap_or(0),
                    Some((number, "failed")) => count.failed += number.parse().unwrap_or(0),
                    _ => {}
                }
            }
        } else if let Some(number) = line.strip_prefix("# pass ") {
            count.passed += number.trim().parse().unwrap_or(0);
        } else if let Some(number) = line.strip_prefix("# fail ") {
            count.failed += number.trim().parse().unwrap_or(0);
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{Count, in_log};

    #[test]
    fn adds_up_what_cargo_and_node_print() {
        let log = "test result: ok. 40 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                   test result: FAILED. 2 passed; 3 failed; 0 ignored\n\
                   # tests 7\n# pass 5\n# fail 2\n";
        assert_eq!(in_log(log), Count { passed: 47, failed: 5 });
    }
}
