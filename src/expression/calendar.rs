//! Timestamps and durations as text, and the parts of a timestamp, in the Gregorian calendar.

use super::error::EvaluationErrorKind as Kind;
use crate::value::{MAX_DATE, civil, show_date};

const DAY: i64 = 86_400_000;

/// The parts of a timestamp.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    pub(super) year: i64,
    /// From 1.
    pub(super) month: i64,
    /// From 1.
    pub(super) day: i64,
    /// From 0, a Sunday.
    pub(super) day_of_week: i64,
    /// From 0.
    pub(super) day_of_year: i64,
    /// Milliseconds since midnight.
    pub(super) time: i64,
}

impl Moment {
    pub(super) fn of(milliseconds: i64) -> Self {
        let days = milliseconds.div_euclid(DAY);
        let (year, month, day) = civil(days);
        Self {
            year,
            month,
            day,
            // 1 January 1970 was a Thursday.
            day_of_week: (days + 4).rem_euclid(7),
            day_of_year: days - days_before_year(year),
            time: milliseconds.rem_euclid(DAY),
        }
    }
}

/// How many days from 1970 to the beginning of a year.
fn days_before_year(year: i64) -> i64 {
    let past = year - 1;
    365 * (year - 1970) + (past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400)) - 477
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn lengths(year: i64) -> [i64; 12] {
    [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// As CEL writes a timestamp ([RFC 3339](https://www.rfc-editor.org/rfc/rfc3339)): without a
/// fraction where there is none.
pub(super) fn show_timestamp(milliseconds: i64) -> String {
    let text = show_date(milliseconds);
    match text.strip_suffix(".000Z") {
        Some(whole) => format!("{whole}Z"),
        None => text,
    }
}

/// As CEL writes a duration: in seconds.
pub(super) fn show_duration(milliseconds: i64) -> String {
    let (sign, magnitude) = (if milliseconds < 0 { "-" } else { "" }, milliseconds.unsigned_abs());
    let (seconds, rest) = (magnitude / 1000, magnitude % 1000);
    if rest == 0 {
        return format!("{sign}{seconds}s");
    }
    let fraction = format!("{rest:03}");
    format!("{sign}{seconds}.{}s", fraction.trim_end_matches('0'))
}

/// The milliseconds of an offset from UTC: `UTC`, `Z`, `+02:00`, `-08:00`, `02:00`.
pub(super) fn parse_offset(text: &str) -> Option<i64> {
    if text == "UTC" || text == "Z" || text == "z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.strip_prefix(['+', '-']).unwrap_or(text).split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60_000)
}

/// So many decimal digits.
fn digits(text: &str, count: usize) -> Option<i64> {
    let all = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

/// A date and time of [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339), also with the years of
/// six digits and a sign that JavaScript writes.
pub(super) fn parse_timestamp(text: &str) -> Result<i64, Kind> {
    timestamp_of(text).ok_or_else(|| Kind::Conversion {
        value: format!("{text:?}"),
        wanted: "a date and time such as \"2024-05-06T07:08:09Z\"",
    })
}

fn timestamp_of(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't'])?;
    let year_length = if date.starts_with(['+', '-']) { 7 } else { 4 };
    let (year, month_and_day) = date.split_at_checked(year_length)?;
    let year = match year.strip_prefix(['+', '-']) {
        Some(number) => digits(number, 6)? * if year.starts_with('-') { -1 } else { 1 },
        None => digits(year, 4)?,
    };
    let (month, day) = month_and_day.strip_prefix('-')?.split_once('-')?;
    let (month, day) = (digits(month, 2)?, digits(day, 2)?);
    let lengths = lengths(year);
    let (before, rest) = lengths.split_at_checked(usize::try_from(month - 1).ok()?)?;
    if !(1..=*rest.first()?).contains(&day) {
        return None;
    }
    let days = days_before_year(year) + before.iter().sum::<i64>() + day - 1;

    let zone_at = time.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = time.split_at_checked(zone_at)?;
    let offset = parse_offset(zone)?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = clock.split(':');
    let (hours, minutes) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let seconds = digits(parts.next()?, 2)?;
    if parts.next().is_some() || hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    // A Date has milliseconds: what is finer is refused rather than lost.
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 3 {
        return None;
    }
    let milliseconds = digits(&format!("{fraction:0<3}"), 3)?;
    let time = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
    let result = days * DAY + time - offset;
    (result.unsigned_abs() <= MAX_DATE.unsigned_abs()).then_some(result)
}

/// The milliseconds of a duration such as `1h30m`, `-1.5s`, `250ms`
/// ([Duration](https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions)).
pub(super) fn parse_duration(text: &str) -> Result<i64, Kind> {
    duration_of(text).ok_or_else(|| Kind::Conversion {
        value: format!("{text:?}"),
        wanted: "a duration of whole milliseconds such as \"1h30m\" or \"1.5s\"",
    })
}

fn duration_of(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    // In nanoseconds, so that no unit has a fraction of its own to lose.
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let number_end = rest.find(|next: char| !next.is_ascii_digit() && next != '.')?;
        let (number, after) = rest.split_at_checked(number_end)?;
        let unit_end = after.find(|next: char| next.is_ascii_digit() || next == '.');
        let (unit, after) = after.split_at_checked(unit_end.unwrap_or(after.len()))?;
        rest = after;
        let nanoseconds: i128 = match unit {
            "h" => 3_600_000_000_000,
            "m" => 60_000_000_000,
            "s" => 1_000_000_000,
            "ms" => 1_000_000,
            "us" | "µs" => 1000,
            "ns" => 1,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.len() + fraction.len() == 0 || whole.len() > 18 || fraction.len() > 12 {
            return None;
        }
        let part = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse().ok() };
        let (whole, parts): (i128, i128) = (part(whole)?, part(fraction)?);
        let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
        if parts * nanoseconds % scale != 0 {
            return None;
        }
        total += whole * nanoseconds + parts * nanoseconds / scale;
    }
    if total % 1_000_000 != 0 {
        return None;
    }
    let milliseconds = i64::try_from(total / 1_000_000).ok()?;
    Some(if negative { -milliseconds } else { milliseconds })
}

#[cfg(test)]
mod tests {
    use super::{Moment, parse_duration, parse_timestamp, show_duration, show_timestamp};
    use crate::value::MAX_DATE;

    #[test]
    fn timestamps_are_read_as_they_are_written() {
        let year = 31_556_952_000;
        for step in -8600..8600 {
            let time = step * year + step * 86_399_999;
            let text = show_timestamp(time);
            assert_eq!(parse_timestamp(&text), Ok(time), "{text}");
            let (year, day) =
                text.split_at(text.len() - 15 - if text.contains('.') { 4 } else { 0 });
            let first = format!("{year}01-01T00:00:00Z");
            let days = (time - parse_timestamp(&first).unwrap()).div_euclid(86_400_000);
            assert_eq!(Moment::of(time).day_of_year, days, "{year} {day}");
        }
        for (text, time) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2009-02-13T23:31:30.5Z", 1_234_567_890_500),
            ("2009-02-14t01:31:30+02:00", 1_234_567_890_000),
            ("2024-02-29T00:00:00.000000Z", 1_709_164_800_000),
            ("+275760-09-13T00:00:00Z", MAX_DATE),
            ("-271821-04-20T00:00:00Z", -MAX_DATE),
        ] {
            assert_eq!(parse_timestamp(text), Ok(time), "{text}");
        }
        for text in [
            "",
            "2024-05-06",
            "2024-05-06T07:08Z",
            "2024-05-06T07:08:09",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00.0001Z",
            "+275760-09-13T00:00:00.001Z",
            "2024-01-01T00:00:00+2:00",
            "2024-01-01 00:00:00Z",
            "é024-01-01T00:00:00Z",
        ] {
            assert!(parse_timestamp(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_of_the_week_are_known() {
        // 13 February 2009 was a Friday.
        assert_eq!(Moment::of(1_234_567_890_000).day_of_week, 5);
        assert_eq!(Moment::of(-1).day_of_week, 3);
    }

    #[test]
    fn durations_are_whole_milliseconds() {
        for (text, time, shown) in [
            ("1h30m", 5_400_000, "5400s"),
            ("-1.5s", -1500, "-1.5s"),
            ("250ms", 250, "0.25s"),
            ("0", 0, "0s"),
            ("1000us", 1, "0.001s"),
            (".5h", 1_800_000, "1800s"),
        ] {
            assert_eq!(parse_duration(text), Ok(time), "{text}");
            assert_eq!(show_duration(time), shown);
        }
        for text in ["", "-", "1", "1x", "s", ".s", "1ns", "1.5ms", "1s 2s", "9999999999999999999h"]
        {
            assert!(parse_duration(text).is_err(), "{text}");
        }
        assert_eq!(show_duration(i64::MIN), "-9223372036854775.808s");
    }
}
