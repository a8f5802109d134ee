//! Long lines, shortened for people.

use std::fmt;

/// A line, or a part of one that is too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The characters, with `…` where there are more.
    pub text: String,
    /// Which characters of the line they are; none where that is all of them.
    pub part: Option<Part>,
}

/// Which characters of a line: from the first, which is 1, to the last, of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The first.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// How many the line has.
    pub of: usize,
}

/// With the words that say what part of the line it is.
impl fmt::Display for Excerpt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)?;
        match self.part {
            None => Ok(()),
            Some(Part { first, last, of }) => {
                write!(formatter, " [characters {first} to {last} of {of}]")
            }
        }
    }
}

/// The beginning of a line: at most so many characters.
pub fn shorten(line: &str, longest: usize) -> Excerpt {
    excerpt(line, 0, longest)
}

/// Two lines, such as a record before and after something: at most so many characters of each,
/// among them the first in which they differ.
pub fn shorten_both(one: &str, other: &str, longest: usize) -> (Excerpt, Excerpt) {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let is_whole = |line: &str| line.chars().nth(longest).is_none();
    // Where the beginning shows it, it is the beginning, as of any other line.
    let is_shown = same < longest.saturating_sub(longest / 4) || one == other;
    let start = if is_shown || (is_whole(one) && is_whole(other)) {
        0
    } else {
        // The whole length is used, where there is as much.
        let most = one.chars().count().max(other.chars().count());
        same.saturating_sub(longest / 4).min(most.saturating_sub(longest))
    };
    (excerpt(one, start, longest), excerpt(other, start, longest))
}

fn excerpt(line: &str, start: usize, longest: usize) -> Excerpt {
    let of = line.chars().count();
    if start == 0 && of <= longest {
        return Excerpt { text: line.to_owned(), part: None };
    }
    let start = start.min(of);
    let shown: String = line.chars().skip(start).take(longest).collect();
    let last = (start + longest).min(of);
    let before = if start > 0 { "…" } else { "" };
    let after = if last < of { "…" } else { "" };
    let first = (start + 1).min(last);
    Excerpt { text: format!("{before}{shown}{after}"), part: Some(Part { first, last, of }) }
}

#[cfg(test)]
mod tests {
    use super::{shorten, shorten_both};

    #[test]
    fn only_what_is_too_long_is_shortened_and_says_so() {
        assert_eq!(shorten("123456", 6).to_string(), "123456");
        assert_eq!(shorten("äöü4567", 6).to_string(), "äöü456… [characters 1 to 6 of 7]");
        assert_eq!(shorten("", 6).to_string(), "");
    }

    #[test]
    fn what_differs_is_shown_wherever_it_is() {
        let (one, other) = (format!("{}b{}", "a".repeat(100), "c".repeat(50)), "a".repeat(100));
        for longest in 8..200 {
            let (before, after) = shorten_both(&one, &other, longest);
            assert!(before.text.contains('b') && !after.text.contains('b'), "{longest}");
            assert!(before.text.chars().filter(|it| *it != '…').count() <= longest, "{before}");
            assert!(before.text != after.text, "{longest}");
        }
        let (before, after) = shorten_both(&one, &other, 20);
        assert_eq!(before.to_string(), "…aaaaabcccccccccccccc… [characters 96 to 115 of 151]");
        assert_eq!(after.to_string(), "…aaaaa [characters 96 to 100 of 100]");
        let (before, after) = shorten_both("1234567a", "1234567b", 8);
        assert_eq!((before.to_string(), after.to_string()), ("1234567a".into(), "1234567b".into()));
        let (before, after) = shorten_both("same as ever", "same as ever", 4);
        assert_eq!((before.text.as_str(), after.text.as_str()), ("same…", "same…"));
        let (before, after) = shorten_both("abcdefgh", "abXdefgh", 4);
        assert_eq!((before.text.as_str(), after.text.as_str()), ("abcd…", "abXd…"));
    }
}
