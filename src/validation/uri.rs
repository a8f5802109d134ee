//! Resolving references against a base
//! ([RFC 3986, 5.2](https://www.rfc-editor.org/rfc/rfc3986#section-5.2)).

/// The parts of a reference.
#[derive(Clone, Copy, Debug, Default)]
struct Parts<'u> {
    scheme: Option<&'u str>,
    authority: Option<&'u str>,
    path: &'u str,
    query: Option<&'u str>,
    fragment: Option<&'u str>,
}

fn parts(reference: &str) -> Parts<'_> {
    let (rest, fragment) = split(reference, '#');
    let (rest, query) = split(rest, '?');
    let (scheme, rest) = match rest.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ => (None, rest),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            (Some(authority), path)
        }
        None => (None, rest),
    };
    Parts { scheme, authority, path, query, fragment }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// A reference against a base, without fragment, and the fragment (empty for none).
pub fn resolve(base: &str, reference: &str) -> (String, String) {
    let (base, own) = (parts(base), parts(reference));
    let fragment = own.fragment.unwrap_or_default().to_owned();
    let (scheme, authority, path, query) = if own.scheme.is_some() {
        (own.scheme, own.authority, without_dots(own.path), own.query)
    } else if own.authority.is_some() {
        (base.scheme, own.authority, without_dots(own.path), own.query)
    } else if own.path.is_empty() {
        (base.scheme, base.authority, base.path.to_owned(), own.query.or(base.query))
    } else if own.path.starts_with('/') {
        (base.scheme, base.authority, without_dots(own.path), own.query)
    } else {
        (base.scheme, base.authority, without_dots(&merged(&base, own.path)), own.query)
    };
    let mut uri = String::new();
    if let Some(scheme) = scheme {
        uri.push_str(scheme);
        uri.push(':');
    }
    if let Some(authority) = authority {
        uri.push_str("//");
        uri.push_str(authority);
    }
    uri.push_str(&path);
    if let Some(query) = query {
        uri.push('?');
        uri.push_str(query);
    }
    (uri, fragment)
}

fn merged(base: &Parts<'_>, path: &str) -> String {
    if base.authority.is_some() && base.path.is_empty() {
        return format!("/{path}");
    }
    let directory = base.path.rfind('/').and_then(|end| base.path.get(..=end));
    format!("{}{path}", directory.unwrap_or_default())
}

/// Takes `.` and `..` out of a path.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').collect();
    let last = segments.len() - 1;
    for (at, segment) in segments.into_iter().enumerate() {
        match segment {
            "." | ".." => {
                if segment == ".." && kept.len() > 1 {
                    kept.pop();
                }
                if at == last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    kept.join("/")
}

/// A fragment without percent-encoding; none where that is no UTF-8.
pub fn decoded(fragment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%'
            && let Some((digits, tail)) = tail.split_at_checked(2)
        {
            bytes.extend(hex::decode(digits).ok()?);
            rest = tail;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{decoded, resolve};

    #[test]
    fn references_resolve_as_in_the_specification() {
        // RFC 3986, 5.4.
        for (reference, resolved) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("./../g", "http://a/b/g"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
        ] {
            assert_eq!(resolve("http://a/b/c/d;p?q", reference).0, resolved, "{reference}");
        }
        assert_eq!(resolve("urn:a:b", "#c"), ("urn:a:b".to_owned(), "c".to_owned()));
        assert_eq!(resolve("urn:a:b", "drydock:Date").0, "drydock:Date");
    }

    #[test]
    fn fragments_are_decoded() {
        assert_eq!(decoded("/a%25b%22").as_deref(), Some("/a%b\""));
        assert_eq!(decoded("%ff"), None);
        assert_eq!(decoded("%"), Some("%".to_owned()));
    }
}
