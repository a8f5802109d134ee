//! The time.

/// Milliseconds since some point, for durations.
pub fn milliseconds() -> f64 {
    js_sys::Date::now()
}

/// Now, in RFC 3339, UTC, to the millisecond.
pub fn iso_now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}
