//! The same backup gives the same bytes.

use super::raw_zip::entry_ranges;
use super::sample::Sample;

#[test]
fn the_same_backup_with_the_same_information_gives_the_same_file() {
    let sample = Sample::large();
    assert!(sample.write(1000) == sample.write(1000));
}

#[test]
fn information_changes_nothing_in_the_payload() {
    let first = Sample::large();
    let mut second = first.clone();
    second.info.browser = "Firefox 153".to_owned();
    second.info.created = "2027-12-31T00:00:00Z".to_owned();
    second.info.label = None;
    let [first, second] = [first, second].map(|sample| {
        let archive = sample.write(1000);
        let ranges = entry_ranges(&archive).into_iter();
        ranges
            .filter(|(path, _)| path.starts_with("data/") || path == "manifest-sha256.txt")
            .map(|(path, range)| (path, archive[range].to_vec()))
            .collect::<Vec<_>>()
    });
    assert!(first == second);
    assert!(first.len() > 5);
}
