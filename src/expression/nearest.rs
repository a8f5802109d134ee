//! Names that a person may have meant.

/// The name most like this one, if one is like it at all.
pub(crate) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    names
        .into_iter()
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_pen_is_near_and_another_word_is_not() {
        let names = ["address", "name", "id"];
        assert_eq!(nearest("adress", names), Some("address"));
        assert_eq!(nearest("Name", names), Some("name"));
        assert_eq!(nearest("colour", names), None);
    }
}
