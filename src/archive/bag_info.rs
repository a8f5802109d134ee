//! `bag-info.txt`: what differs from one backup of the same data to the next.

use std::fmt::Write as _;

use super::layout::LARGEST_INFO;

/// What `bag-info.txt` says about a backup
/// ([RFC 8493, 2.2.2](https://www.rfc-editor.org/rfc/rfc8493#section-2.2.2)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BagInfo {
    /// The origin that was backed up.
    pub origin: String,
    /// The browser's name and version.
    pub browser: String,
    /// When the backup was taken: RFC 3339, UTC, ending with `Z`.
    pub created: String,
    /// The person's own text.
    pub label: Option<String>,
    /// The program that wrote the archive, and its version: [`BagInfo::THIS_SOFTWARE`].
    pub software: String,
    /// Whether Drydock took the backup by itself, before it changed something.
    pub safety: bool,
}

const SOFTWARE: &str = "Bag-Software-Agent";
const DATE: &str = "Bagging-Date";
const OXUM: &str = "Payload-Oxum";
const ORIGIN: &str = "Drydock-Origin";
const BROWSER: &str = "Drydock-Browser";
const CREATED: &str = "Drydock-Created";
const LABEL: &str = "Drydock-Label";
const SAFETY: &str = "Drydock-Safety";

/// The size of the payload, as `Payload-Oxum` gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Oxum {
    /// Its bytes, uncompressed.
    pub(super) bytes: u64,
    /// Its entries.
    pub(super) entries: u64,
}

impl BagInfo {
    /// The name and version of this program.
    pub const THIS_SOFTWARE: &str = concat!("Drydock ", env!("CARGO_PKG_VERSION"));

    /// The text of `bag-info.txt`.
    ///
    /// Lines are never folded: RFC 8493 counts the line break of a folded value as part of it.
    pub(super) fn to_text(&self, oxum: Oxum) -> Result<String, String> {
        let date = date_of(&self.created)
            .ok_or_else(|| format!("{:?} is not a time in RFC 3339, UTC", self.created))?;
        let Oxum { bytes, entries } = oxum;
        let mut text = String::new();
        let mut line = |name: &str, value: &str| {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "{name}: {}", escape(value));
        };
        line(SOFTWARE, &self.software);
        line(DATE, date);
        line(OXUM, &format!("{bytes}.{entries}"));
        line(ORIGIN, &self.origin);
        line(BROWSER, &self.browser);
        line(CREATED, &self.created);
        if let Some(label) = &self.label {
            line(LABEL, label);
        }
        line(SAFETY, if self.safety { "true" } else { "false" });
        if text.len() as u64 > LARGEST_INFO {
            return Err(format!("it would take more than {LARGEST_INFO} bytes"));
        }
        Ok(text)
    }

    /// Reads the text of `bag-info.txt`. Fields that it does not know are left alone.
    pub(super) fn from_text(text: &str) -> Result<(Self, Oxum), String> {
        let known = [SOFTWARE, DATE, OXUM, ORIGIN, BROWSER, CREATED, LABEL, SAFETY];
        let mut values: [Option<String>; 8] = Default::default();
        for line in text.strip_suffix('\n').ok_or("its last line does not end")?.split('\n') {
            let (name, value) =
                line.split_once(": ").ok_or_else(|| format!("{line:?} is not a field"))?;
            for (field, place) in known.iter().zip(&mut values) {
                if *field == name {
                    let value = unescape(value)
                        .ok_or_else(|| format!("the value of {name} is not well formed"))?;
                    if place.replace(value).is_some() {
                        return Err(format!("{name} stands twice"));
                    }
                }
            }
        }
        let [software, date, oxum, origin, browser, created, label, safety] = values;
        let present =
            |value: Option<String>, name: &str| value.ok_or_else(|| format!("{name} is missing"));
        let info = Self {
            origin: present(origin, ORIGIN)?,
            browser: present(browser, BROWSER)?,
            created: present(created, CREATED)?,
            label,
            software: present(software, SOFTWARE)?,
            safety: match present(safety, SAFETY)?.as_str() {
                "true" => true,
                "false" => false,
                other => return Err(format!("{SAFETY} is {other:?}")),
            },
        };
        if date.as_deref() != date_of(&info.created) {
            return Err(format!("{DATE} is not the day of {CREATED}"));
        }
        let oxum = present(oxum, OXUM)?;
        let oxum = parse_oxum(&oxum).ok_or_else(|| format!("{OXUM} is {oxum:?}"))?;
        Ok((info, oxum))
    }
}

fn parse_oxum(text: &str) -> Option<Oxum> {
    let number = |digits: &str| {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    let (bytes, entries) = text.split_once('.')?;
    Some(Oxum { bytes: number(bytes)?, entries: number(entries)? })
}

/// The day of a time in RFC 3339, UTC (`2026-01-02T03:04:05.678Z`); `None` where it is no such
/// time.
fn date_of(created: &str) -> Option<&str> {
    let (date, time) = created.split_once('T')?;
    let time = time.strip_suffix('Z')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fields =
        |text: &str, separator: char, limits: [(usize, std::ops::RangeInclusive<u16>); 3]| {
            let parts: Vec<&str> = text.split(separator).collect();
            parts.len() == limits.len()
                && parts.iter().zip(limits).all(|(part, (length, range))| {
                    part.len() == length
                        && digits(part)
                        && part.parse().is_ok_and(|number| range.contains(&number))
                })
        };
    (fields(date, '-', [(4, 0..=9999), (2, 1..=12), (2, 1..=31)])
        && fields(clock, ':', [(2, 0..=23), (2, 0..=59), (2, 0..=60)])
        && digits(fraction))
    .then_some(date)
}

/// A value as it stands in a line: percent signs, control characters and line separators, and
/// white space at either end, become `%` and two hexadecimal digits for each byte of their
/// UTF-8, as RFC 8493 (2.1.3) does it for line breaks in paths. So no value can begin a line
/// of its own, and every value reads back exactly.
fn escape(value: &str) -> String {
    let inner = value.trim();
    let start = value.len() - value.trim_start().len();
    let end = start + inner.len();
    let mut escaped = String::with_capacity(value.len());
    for (index, character) in value.char_indices() {
        let at_an_end = index < start || index >= end;
        if at_an_end || character.is_control() || matches!(character, '%' | '\u{2028}' | '\u{2029}')
        {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(escaped, "%{byte:02X}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// The value that [`escape`] wrote.
fn unescape(escaped: &str) -> Option<String> {
    let mut parts = escaped.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.extend(hex::decode(digits).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{BagInfo, Oxum, date_of};

    fn info(label: Option<&str>) -> BagInfo {
        BagInfo {
            origin: "https://shop.example".to_owned(),
            browser: "Chromium 156".to_owned(),
            created: "2026-01-02T03:04:05.678Z".to_owned(),
            label: label.map(str::to_owned),
            software: BagInfo::THIS_SOFTWARE.to_owned(),
            safety: false,
        }
    }

    const OXUM: Oxum = Oxum { bytes: 12, entries: 3 };

    #[test]
    fn reads_back_every_label() {
        for label in [
            None,
            Some(""),
            Some("before the release"),
            Some("  at both ends\t"),
            Some("100 %, 日本 😀"),
            Some("a\nDrydock-Origin: https://evil.example\r\nb"),
            Some("\u{85}\u{2028}\u{2029}\u{0}\u{7f}\u{a0}"),
            Some("%0A%"),
        ] {
            let text = info(label).to_text(OXUM).unwrap();
            assert_eq!(text.lines().count(), 7 + usize::from(label.is_some()));
            assert_eq!(BagInfo::from_text(&text), Ok((info(label), OXUM)));
        }
    }

    #[test]
    fn a_label_adds_no_field() {
        let text = info(Some("x\nDrydock-Safety: true\r\nfoo: bar")).to_text(OXUM).unwrap();
        assert!(text.contains("Drydock-Label: x%0ADrydock-Safety: true%0D%0Afoo: bar\n"));
    }

    #[test]
    fn refuses_what_is_missing_twice_or_wrong() {
        let text = info(Some("x")).to_text(OXUM).unwrap();
        for (from, to) in [
            ("Drydock-Origin: https://shop.example\n", ""),
            ("Drydock-Label: x\n", "Drydock-Label: x\nDrydock-Label: y\n"),
            ("Drydock-Safety: false", "Drydock-Safety: no"),
            ("Payload-Oxum: 12.3", "Payload-Oxum: 12"),
            ("Payload-Oxum: 12.3", "Payload-Oxum: +12.3"),
            ("Bagging-Date: 2026-01-02", "Bagging-Date: 2026-01-03"),
            ("Drydock-Label: x\n", "Drydock-Label: %zz\n"),
            ("Drydock-Label: x\n", "Drydock-Label: x\n folded\n"),
            ("Drydock-Safety: false\n", "Drydock-Safety: false"),
        ] {
            assert!(text.contains(from));
            assert!(BagInfo::from_text(&text.replacen(from, to, 1)).is_err(), "{to}");
        }
        let extra = format!("{text}Contact-Name: someone\n");
        assert!(BagInfo::from_text(&extra).is_ok());
    }

    #[test]
    fn a_time_is_rfc_3339_in_utc() {
        for time in ["2026-12-31T23:59:60Z", "2026-01-02T03:04:05.678901Z"] {
            assert_eq!(date_of(time), time.get(..10));
        }
        for time in [
            "",
            "2026-01-02",
            "2026-01-02 03:04:05Z",
            "2026-01-02T03:04:05",
            "2026-01-02T03:04:05+00:00",
            "2026-13-02T03:04:05Z",
            "2026-01-02T24:04:05Z",
            "2026-01-02T03:04:05.Z",
            "026-01-02T03:04:05Z",
        ] {
            assert_eq!(date_of(time), None, "{time}");
        }
    }
}
