//! What of a failed step's log is worth printing: where a machine ran the tests, often nobody can
//! get at the whole.

/// How many lines of a failed test, and of a log without failed tests, are shown.
const LINES: usize = 40;

/// The failed tests with what they say; where there are none, the end of the log.
pub fn excerpt(log: &str) -> Vec<&str> {
    let mut shown = Vec::new();
    let mut left = 0;
    for line in log.lines() {
        if line.starts_with("---- ") && line.ends_with(" ----") {
            left = LINES;
        } else if line == "failures:" {
            left = 0;
        }
        if left > 0 {
            shown.push(line);
            left -= 1;
        }
    }
    if shown.is_empty() {
        let lines: Vec<&str> = log.lines().collect();
        shown = lines.split_at(lines.len().saturating_sub(2 * LINES)).1.to_vec();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn failed_tests_are_shown_wherever_they_stand() {
        let log = "running 2 tests\n.F\nfailures:\n\n---- a stdout ----\nError: first\n\n\
                   failures:\n    a\n\ntest result: FAILED. 1 passed; 1 failed\n\
                   running 1 test\n.\ntest result: ok. 1 passed; 0 failed\n";
        assert_eq!(excerpt(log), ["---- a stdout ----", "Error: first", ""]);
    }

    #[test]
    fn without_them_the_end_is_shown() {
        let log: String = (0..200).map(|line| format!("{line}\n")).collect();
        let shown = excerpt(&log);
        assert_eq!((shown.len(), shown[0], shown[79]), (80, "120", "199"));
    }
}
