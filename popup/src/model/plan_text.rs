//! A plan's text as a person gives it, and what is wrong with it.

use std::rc::Rc;

use drydock::plan::{ParsedPlan, Position, parse};

/// What a text says.
#[derive(Clone, Debug)]
pub enum Reading {
    /// There is none.
    Empty,
    /// It is no plan.
    Wrong(Vec<PlanProblem>),
    /// A plan.
    Right(Rc<ParsedPlan>),
}

/// Something wrong in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanProblem {
    /// Where it stands in the text.
    pub position: Option<Position>,
    /// The value in the plan, as a JSON Pointer.
    pub pointer: String,
    /// What is wrong, what was expected, and the name that was probably meant.
    pub sentence: String,
}

/// Reads a text.
pub fn reading(text: &str) -> Reading {
    if text.trim().is_empty() {
        return Reading::Empty;
    }
    match parse(text) {
        Ok(parsed) => Reading::Right(Rc::new(parsed)),
        Err(error) => Reading::Wrong(
            error
                .problems
                .iter()
                .map(|problem| PlanProblem {
                    position: problem.position,
                    pointer: problem.pointer.as_str().to_owned(),
                    sentence: sentence(&problem.trouble.to_string()),
                })
                .collect(),
        ),
    }
}

/// The text of a file, with the line ends that a text area gives it; `None` where it is not UTF-8,
/// so that nothing is replaced in silence.
pub fn file_text(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// How many UTF-16 code units stand before a position, which is how a text area counts.
pub fn offset(text: &str, position: Position) -> usize {
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(position.line.saturating_sub(1)).map(units).sum();
    let line = lines.next().unwrap_or_default();
    let columns = line.chars().take(position.column.saturating_sub(1));
    before + columns.map(char::len_utf16).sum::<usize>()
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// What a library says, as a sentence.
pub fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().map(char::to_uppercase);
    let mut sentence: String = first.into_iter().flatten().chain(characters).collect();
    if !sentence.is_empty() && !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use drydock::plan::Position;

    use super::{Reading, file_text, offset, reading};

    #[test]
    fn every_problem_has_its_place_and_the_name_that_was_meant() {
        let text = "{\n  \"format\": 1,\n  \"migrationz\": []\n}";
        let Reading::Wrong(problems) = reading(text) else { panic!("it was read") };
        let unknown = problems.iter().find(|problem| problem.sentence.contains("migrationz"));
        let unknown = unknown.unwrap();
        assert_eq!(unknown.position.map(|position| position.line), Some(3));
        assert_eq!(unknown.sentence.split(" \"").next(), Some("Unknown key"));
        assert!(unknown.sentence.contains("did you mean \"migrations\"?"), "{unknown:?}");
        assert!(problems.iter().any(|problem| problem.sentence.contains("is missing")));
        assert!(matches!(reading(" \n "), Reading::Empty));
    }

    #[test]
    fn a_plan_is_read() {
        let text = r#"{"format": 1, "migrations": [{"database": "shop", "version": 2,
            "operations": [{"drop_store": {"store": "trash"}}]}]}"#;
        let Reading::Right(parsed) = reading(text) else { panic!("it was not read") };
        assert_eq!(parsed.plan.migrations.len(), 1);
    }

    #[test]
    fn a_position_is_counted_as_a_text_area_does() {
        let text = "{\n \"🚢\": é1\n}";
        let place = |line, column| offset(text, Position { line, column });
        assert_eq!(place(1, 1), 0);
        assert_eq!(place(2, 1), 2);
        // The ship is one code point, and two units.
        assert_eq!(place(2, 4), 6);
        assert_eq!(place(2, 7), 9);
        assert_eq!(place(3, 1), 12);
        assert_eq!(place(9, 9), text.encode_utf16().count());
    }

    #[test]
    fn a_file_is_text_or_none_at_all() {
        assert_eq!(file_text(b"\xef\xbb\xbf{\r\n}\r".to_vec()).as_deref(), Some("{\n}\n"));
        assert_eq!(file_text(vec![b'"', 0xff, b'"']), None);
    }
}
