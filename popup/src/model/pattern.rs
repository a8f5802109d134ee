//! Match patterns of origins.

/// The [match pattern](https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Match_patterns)
/// of every page of an origin, or `None` where extensions cannot be given access.
///
/// It has no port: Firefox knows none in patterns, and a pattern without one matches them all.
pub fn pattern(origin: &str) -> Option<String> {
    if origin == "file://" {
        return Some("file:///*".to_owned());
    }
    let (scheme, authority) = origin.split_once("://")?;
    if !matches!(scheme, "http" | "https") || authority.is_empty() || authority.contains('/') {
        return None;
    }
    // The colons of an IPv6 address stand before its closing bracket.
    let host_end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let (address, rest) = authority.split_at_checked(host_end)?;
    let name = rest.split(':').next().unwrap_or_default();
    Some(format!("{scheme}://{address}{name}/*"))
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn leaves_the_port_out() {
        let cases = [
            ("http://localhost:5173", "http://localhost/*"),
            ("https://staging.example.com", "https://staging.example.com/*"),
            ("http://[::1]:8080", "http://[::1]/*"),
            ("http://[::1]", "http://[::1]/*"),
            ("file://", "file:///*"),
        ];
        for (origin, expected) in cases {
            assert_eq!(pattern(origin).as_deref(), Some(expected), "{origin}");
        }
    }

    #[test]
    fn knows_no_pattern_for_other_schemes() {
        for origin in ["null", "", "chrome://settings", "about:blank", "http://", "http://a/b"] {
            assert_eq!(pattern(origin), None, "{origin}");
        }
    }
}
