//! The name that someone probably meant.

/// The candidate most like `name`, if one is like it: at most a third of its letters differ,
/// an exchange of neighbours counting as one, and case not at all.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let wanted = name.to_lowercase();
    // The distance takes time by the product of both lengths, and names may be long.
    if wanted.len() > 200 {
        return None;
    }
    let allowed = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 200)
        .map(|candidate| {
            (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_alike() {
        let words = ["add_field", "drop_field", "insert"];
        assert_eq!(nearest("add_feild", words).as_deref(), Some("add_field"));
        assert_eq!(nearest("Insert", words).as_deref(), Some("insert"));
        assert_eq!(nearest("vacuum", words), None);
    }
}
