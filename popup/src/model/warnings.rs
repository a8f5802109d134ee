//! What to beware of in a plan, by what there is to fear.

use drydock::messages::PlanWarning;

/// What there is to fear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// Something is lost.
    Destructive,
    /// Data can be such that it fails.
    MayFail,
    /// No operation takes it back.
    NotReversible,
    /// Something else.
    Other,
}

/// The warnings of each concern, the worst first.
pub fn by_concern(warnings: &[PlanWarning]) -> Vec<(Concern, Vec<PlanWarning>)> {
    let order = [Concern::Destructive, Concern::MayFail, Concern::NotReversible, Concern::Other];
    let mut groups = Vec::new();
    for concern in order {
        let own: Vec<PlanWarning> =
            warnings.iter().filter(|warning| concern_of(warning) == concern).cloned().collect();
        if !own.is_empty() {
            groups.push((concern, own));
        }
    }
    groups
}

fn concern_of(warning: &PlanWarning) -> Concern {
    match warning.concern.as_str() {
        "destructive" => Concern::Destructive,
        "may_fail" => Concern::MayFail,
        "not_reversible" => Concern::NotReversible,
        _ => Concern::Other,
    }
}

#[cfg(test)]
mod tests {
    use drydock::messages::PlanWarning;

    use super::{Concern, by_concern};

    #[test]
    fn no_warning_is_left_out() {
        let warnings: Vec<PlanWarning> = ["new_one", "not_reversible", "destructive", "may_fail"]
            .iter()
            .map(|concern| {
                serde_json::from_value(serde_json::json!({
                    "code": "c", "concern": concern, "sentence": "s", "database": "d",
                    "version": 2, "pointer": "/migrations/0",
                }))
                .unwrap()
            })
            .collect();
        let groups = by_concern(&warnings);
        let concerns: Vec<Concern> = groups.iter().map(|(concern, _)| *concern).collect();
        let expected =
            [Concern::Destructive, Concern::MayFail, Concern::NotReversible, Concern::Other];
        assert_eq!(concerns, expected);
        assert_eq!(by_concern(&[]), []);
    }
}
