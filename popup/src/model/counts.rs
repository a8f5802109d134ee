//! What a site's records say of a plan's warnings, as long as it holds.

use drydock::messages::{PlanSource, PlanWarning, Reply, Request};

use super::Activity;

/// The warnings of a plan, counted in a site's records.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// The plan.
    plan: PlanSource,
    warnings: Vec<PlanWarning>,
}

/// What is known of the counts after something was done, of which `known` was known before.
pub fn counts(known: Option<Counts>, activity: &Activity) -> Option<Counts> {
    match activity {
        Activity::Idle => known,
        Activity::Running(running) => known.filter(|_| leaves_records(&running.kind)),
        Activity::Ended(ended) => match (&ended.request, &ended.reply) {
            (Some(Request::Lint { plan, data: true, .. }), Reply::Done(success)) => {
                let warnings = success.warnings.clone().unwrap_or_default();
                Some(Counts { plan: plan.clone(), warnings })
            }
            _ => known.filter(|_| leaves_records(&ended.kind)),
        },
    }
}

/// Whether all records are the same after something was done.
fn leaves_records(kind: &str) -> bool {
    ["lint", "rehearse", "dryRun", "backup", "verify", "import", "export", "delete"].contains(&kind)
}

/// The warnings of a plan, with what was counted for it.
pub fn counted(
    warnings: Vec<PlanWarning>,
    plan: &PlanSource,
    counts: Option<&Counts>,
) -> Vec<PlanWarning> {
    let Some(counts) = counts.filter(|counts| counts.plan == *plan) else { return warnings };
    let with_count = |warning: PlanWarning| {
        let is_it = |one: &&PlanWarning| {
            PlanWarning { count: None, keys: None, ..(*one).clone() } == warning
        };
        counts.warnings.iter().find(is_it).cloned().unwrap_or(warning)
    };
    warnings.into_iter().map(with_count).collect()
}

#[cfg(test)]
mod tests {
    use drydock::messages::{ErrorCode, Failure, PlanSource, PlanWarning, Reply, Request, Success};

    use super::{counted, counts};
    use crate::model::{Activity, Ended, Running};

    fn plan(text: &str) -> PlanSource {
        PlanSource::Text(text.to_owned())
    }

    fn warning(pointer: &str, count: Option<u64>) -> PlanWarning {
        PlanWarning {
            code: "drops-store".to_owned(),
            concern: "destructive".to_owned(),
            sentence: "s".to_owned(),
            database: "d".to_owned(),
            version: 2,
            pointer: pointer.to_owned(),
            count,
            keys: count.map(|_| vec!["1".to_owned()]),
        }
    }

    /// Counting has ended: the first warning concerns a record, the data have no say of the second.
    fn counting(data: bool) -> Activity {
        let warnings = vec![warning("/0", Some(1)), warning("/1", None)];
        Activity::Ended(Ended {
            kind: "lint".to_owned(),
            reply: Reply::done(Success { warnings: Some(warnings), ..Success::default() }),
            request: Some(Request::Lint { plan: plan("p"), tab_id: Some(1), data }),
            origin: None,
            milliseconds: None,
        })
    }

    fn running(kind: &str) -> Activity {
        Activity::Running(Running {
            kind: kind.to_owned(),
            origin: None,
            operation_id: None,
            progress: None,
        })
    }

    fn failed(kind: &str) -> Activity {
        Activity::Ended(Ended {
            kind: kind.to_owned(),
            reply: Reply::failed(Failure::new(ErrorCode::Cancelled, "no")),
            request: None,
            origin: None,
            milliseconds: None,
        })
    }

    #[test]
    fn each_warning_gets_its_own_count() {
        let known = counts(None, &counting(true));
        let bare = vec![warning("/1", None), warning("/0", None)];
        let shown = counted(bare.clone(), &plan("p"), known.as_ref());
        assert_eq!(shown, [warning("/1", None), warning("/0", Some(1))]);
        assert_eq!(counted(bare.clone(), &plan("q"), known.as_ref()), bare);
        assert_eq!(counted(bare.clone(), &plan("p"), None), bare);
        assert_eq!(counts(None, &counting(false)), None);
    }

    #[test]
    fn counts_hold_until_records_may_have_changed() {
        let known = counts(None, &counting(true));
        let held = [Activity::Idle, running("rehearse"), running("lint"), failed("lint")];
        for activity in held {
            assert_eq!(counts(known.clone(), &activity), known, "{activity:?}");
        }
        for activity in [running("migrate"), running("recover"), failed("undo")] {
            assert_eq!(counts(known.clone(), &activity), None, "{activity:?}");
        }
    }
}
