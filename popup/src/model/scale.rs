//! The units in which sizes and times are shown.

/// A unit of [`Intl.NumberFormat`](https://tc39.es/ecma402/#sec-issanctionedsimpleunitidentifier),
/// and how many of the base unit (bytes, milliseconds) it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// The unit's identifier.
    pub name: &'static str,
    /// How many of the base unit it is.
    pub size: f64,
}

const BYTES: [Unit; 4] = [
    Unit { name: "gigabyte", size: 1e9 },
    Unit { name: "megabyte", size: 1e6 },
    Unit { name: "kilobyte", size: 1e3 },
    Unit { name: "byte", size: 1.0 },
];

const TIMES: [Unit; 3] = [
    Unit { name: "minute", size: 60_000.0 },
    Unit { name: "second", size: 1_000.0 },
    Unit { name: "millisecond", size: 1.0 },
];

/// The largest unit of which there is at least one.
fn largest(units: &[Unit], amount: f64) -> Unit {
    let fits = |unit: &&Unit| amount >= unit.size;
    let smallest = units.last().copied().unwrap_or(Unit { name: "byte", size: 1.0 });
    units.iter().find(fits).copied().unwrap_or(smallest)
}

/// The unit for a number of bytes.
pub fn byte_unit(bytes: f64) -> Unit {
    largest(&BYTES, bytes)
}

/// The unit for a number of milliseconds.
pub fn time_unit(milliseconds: f64) -> Unit {
    largest(&TIMES, milliseconds)
}

/// How much of a total is done, from 0 to 1, or `None` where that is not known.
///
/// Bytes are the better measure: records differ in size.
pub fn fraction(progress: &drydock::messages::Progress) -> Option<f64> {
    let part = |done: u64, total: Option<u64>| match total {
        Some(total) if total > 0 => Some((done as f64 / total as f64).min(1.0)),
        _ => None,
    };
    part(progress.bytes, progress.total_bytes)
        .or_else(|| part(progress.records, progress.total_records))
}

#[cfg(test)]
mod tests {
    use drydock::messages::{Phase, Progress};

    use super::{byte_unit, fraction, time_unit};

    #[test]
    fn takes_the_largest_unit_that_fits() {
        assert_eq!(byte_unit(0.0).name, "byte");
        assert_eq!(byte_unit(999.0).name, "byte");
        assert_eq!(byte_unit(1_000.0).name, "kilobyte");
        assert_eq!(byte_unit(48_200_000.0).name, "megabyte");
        assert_eq!(byte_unit(5e12).name, "gigabyte");
        assert_eq!(time_unit(999.0).name, "millisecond");
        assert_eq!(time_unit(1_500.0).name, "second");
        assert_eq!(time_unit(90_000.0).name, "minute");
    }

    fn progress(
        records: u64,
        total_records: Option<u64>,
        bytes: u64,
        total_bytes: Option<u64>,
    ) -> Progress {
        Progress { phase: Phase::Reading, records, total_records, bytes, total_bytes }
    }

    #[test]
    fn prefers_bytes_and_never_passes_the_whole() {
        assert_eq!(fraction(&progress(1, Some(4), 1, Some(2))), Some(0.5));
        assert_eq!(fraction(&progress(1, Some(4), 0, None)), Some(0.25));
        assert_eq!(fraction(&progress(9, Some(4), 0, None)), Some(1.0));
        assert_eq!(fraction(&progress(9, Some(0), 7, None)), None);
    }
}
