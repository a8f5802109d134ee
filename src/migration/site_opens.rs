//! What a site's code says when it opens its databases after a migration.

use serde::{Deserialize, Serialize};

/// How many different opens are remembered: a page can make as many as it likes.
const MOST: usize = 1_000;

/// An open of a database, as a page tells it. Anybody in the page can tell anything.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteOpen {
    database: String,
    /// The version that was asked for; none where it was left to the browser.
    requested: Option<u64>,
    /// Whether it failed with `VersionError`.
    refused: bool,
}

/// The browser refused a site's code a database: it asks for a version that is too low.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteRefusal {
    /// The database.
    pub database: String,
    /// The version that the site's code asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested: Option<u64>,
    /// The version that the database has.
    pub found: u64,
}

/// What a site was seen to open.
#[derive(Clone, Debug, Default)]
pub struct SiteOpens(Vec<SiteOpen>);

impl SiteOpens {
    /// Takes in what a page says; what is no such thing counts for nothing.
    pub fn told(&mut self, text: &str) {
        if let Ok(open) = serde_json::from_str::<SiteOpen>(text)
            && self.0.len() < MOST
            && !self.0.contains(&open)
        {
            self.0.push(open);
        }
    }

    /// Whether there is nothing to wait for any more: of each of these databases, the code has
    /// asked for a version, and has got its answer. Code that asks for none may yet ask for one.
    pub fn is_settled(&self, databases: &[(String, u64)]) -> bool {
        databases.iter().all(|(name, _)| {
            self.0
                .iter()
                .any(|open| open.database == *name && (open.requested.is_some() || open.refused))
        })
    }

    /// The databases, given with their versions, that the site's code was refused.
    pub fn refusals(&self, databases: &[(String, u64)]) -> Vec<SiteRefusal> {
        let refused = |(name, found): &(String, u64)| {
            let is_it = |open: &&SiteOpen| {
                open.refused
                    && open.database == *name
                    && open.requested.is_none_or(|requested| requested < *found)
            };
            let open = self.0.iter().find(is_it)?;
            Some(SiteRefusal { database: name.clone(), requested: open.requested, found: *found })
        };
        databases.iter().filter_map(refused).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{SiteOpens, SiteRefusal};

    fn opens(told: &[&str]) -> SiteOpens {
        let mut opens = SiteOpens::default();
        told.iter().for_each(|text| opens.told(text));
        opens
    }

    fn databases() -> Vec<(String, u64)> {
        vec![("shop".to_owned(), 3), ("other".to_owned(), 2)]
    }

    #[test]
    fn a_version_that_is_too_low_is_a_refusal() {
        let opens = opens(&[
            r#"{"database":"shop","requested":2,"refused":true}"#,
            r#"{"database":"other","requested":2,"refused":false}"#,
            r#"{"database":"third","requested":1,"refused":true}"#,
        ]);
        assert!(opens.is_settled(&databases()));
        let refusal = SiteRefusal { database: "shop".into(), requested: Some(2), found: 3 };
        assert_eq!(opens.refusals(&databases()), [refusal]);
    }

    #[test]
    fn code_that_asks_for_no_version_may_yet_ask() {
        let mut opens = opens(&[
            r#"{"database":"shop","requested":null,"refused":false}"#,
            r#"{"database":"other","requested":2,"refused":false}"#,
        ]);
        assert!(!opens.is_settled(&databases()));
        assert_eq!(opens.refusals(&databases()), []);
        opens.told(r#"{"database":"shop","requested":1,"refused":true}"#);
        assert!(opens.is_settled(&databases()));
        assert_eq!(opens.refusals(&databases()).len(), 1);
    }

    #[test]
    fn what_a_page_makes_up_counts_for_nothing() {
        let opens = opens(&[
            "",
            "{}",
            r#"{"database":"shop","requested":-1,"refused":true}"#,
            r#"{"database":"shop","requested":9,"refused":true}"#,
            r#"{"database":"shop","requested":1,"refused":"yes"}"#,
            r#"{"database":"shop","requested":1,"refused":true,"more":1}"#,
        ]);
        assert_eq!(opens.refusals(&databases()), []);
    }

    #[test]
    fn a_page_that_never_stops_is_not_remembered_for_ever() {
        let mut opens = SiteOpens::default();
        for version in 0..5_000 {
            opens.told(&format!(r#"{{"database":"x","requested":{version},"refused":true}}"#));
        }
        assert_eq!(opens.0.len(), super::MOST);
    }
}
