//! What a page says is going on: one sentence's worth, out of its own request and of what the
//! background worker reports.

use drydock::messages::{OperationState, Progress, Reply, Request};

use super::{Scope, is_work_of, kind_of};

/// A request of this page's own that has no answer yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The request.
    pub request: Request,
    /// The origin of the site that it is for, where that is known.
    pub origin: Option<String>,
    /// The operations that ran when it was made: none of them is its own.
    pub before: Vec<String>,
}

impl Asked {
    /// Whether an operation works on the site that it is for, as far as the page knows.
    pub fn concerns(&self, state: &OperationState, scope: &Scope) -> bool {
        let is_there = self.origin.as_ref().is_none_or(|origin| *origin == state.origin);
        is_there && scope.shows(state)
    }
}

/// The answer to a request of this page's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The request.
    pub request: Request,
    /// The origin of the site that it is for, as [`Asked`] has it.
    pub origin: Option<String>,
    /// The answer.
    pub reply: Reply,
    /// How long it took, in milliseconds.
    pub milliseconds: f64,
}

/// An operation that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// Its kind.
    pub kind: String,
    /// The origin of the site that it works on, where it is for one and that is known.
    pub origin: Option<String>,
    /// Its id, once the background worker has reported it.
    pub operation_id: Option<String>,
    /// How far it is, likewise.
    pub progress: Option<Progress>,
}

/// An operation that ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// Its kind.
    pub kind: String,
    /// Its answer.
    pub reply: Reply,
    /// The request, where it was this page's own, so that it can be repeated.
    pub request: Option<Request>,
    /// The origin of the site that it was for, where that is known.
    pub origin: Option<String>,
    /// How long it took, in milliseconds, where that is known.
    pub milliseconds: Option<f64>,
}

/// What is going on.
#[derive(Clone, Debug, PartialEq)]
pub enum Activity {
    /// Nothing.
    Idle,
    /// Something.
    Running(Running),
    /// Something ended.
    Ended(Ended),
}

impl Activity {
    /// The origin of the site that it is about, where it is about one and that is known.
    pub fn origin(&self) -> Option<&str> {
        match self {
            Self::Idle => None,
            Self::Running(running) => running.origin.as_deref(),
            Self::Ended(Ended { origin: Some(origin), .. }) => Some(origin),
            Self::Ended(Ended { reply: Reply::Done(success), .. }) => success.origin.as_deref(),
            Self::Ended(_) => None,
        }
    }
}

/// What is going on: the page's own request before anything else, then what runs, then the page's
/// own last answer, then what ended last.
pub fn activity(
    asked: Option<&Asked>,
    answer: Option<&Answer>,
    operations: &[OperationState],
    scope: &Scope,
) -> Activity {
    let running = |state: &&OperationState| state.result.is_none();
    if let Some(asked) = asked {
        let kind = kind_of(&asked.request);
        let is_mine = |state: &&OperationState| {
            is_work_of(kind, &state.kind)
                && asked.concerns(state, scope)
                && !asked.before.contains(&state.operation_id)
        };
        // Of several, what was asked first began first.
        let mine = operations.iter().filter(running).find(is_mine);
        return Activity::Running(Running {
            kind: kind.to_owned(),
            origin: mine.and_then(origin_of).or_else(|| asked.origin.clone()),
            operation_id: mine.map(|state| state.operation_id.clone()),
            progress: mine.map(|state| state.progress.clone()),
        });
    }
    if let Some(state) = operations.iter().filter(running).rfind(|state| scope.shows(state)) {
        return Activity::Running(Running {
            kind: state.kind.clone(),
            origin: origin_of(state),
            operation_id: Some(state.operation_id.clone()),
            progress: Some(state.progress.clone()),
        });
    }
    if let Some(answer) = answer {
        return Activity::Ended(Ended {
            kind: kind_of(&answer.request).to_owned(),
            reply: answer.reply.clone(),
            request: Some(answer.request.clone()),
            origin: answer.origin.clone(),
            milliseconds: Some(answer.milliseconds),
        });
    }
    let ended = operations.iter().rev().filter(|state| scope.recalls(state)).find_map(|state| {
        let reply = state.result.clone()?;
        let kind = state.kind.clone();
        let origin = origin_of(state);
        Some(Ended { kind, reply, request: None, origin, milliseconds: None })
    });
    ended.map_or(Activity::Idle, Activity::Ended)
}

fn origin_of(state: &OperationState) -> Option<String> {
    Some(state.origin.clone()).filter(|origin| !origin.is_empty())
}

#[cfg(test)]
mod tests {
    use drydock::messages::{OperationState, Phase, Progress, Reply, Request, Success};

    use super::{Activity, Answer, Asked, activity};
    use crate::model::Scope;

    fn operation(id: &str, kind: &str, origin: &str, ended: bool) -> OperationState {
        let progress = Progress {
            phase: Phase::Reading,
            records: 1,
            total_records: None,
            bytes: 2,
            total_bytes: None,
        };
        OperationState {
            operation_id: id.to_owned(),
            kind: kind.to_owned(),
            origin: origin.to_owned(),
            progress,
            result: ended.then(|| Reply::done(Success::default())),
        }
    }

    fn backup() -> Request {
        Request::Backup { tab_id: 1, databases: None, label: None, allow_loss: false }
    }

    fn here() -> Scope {
        Scope::Origin(Some("http://a".to_owned()))
    }

    fn running_id(activity: &Activity) -> Option<&str> {
        match activity {
            Activity::Running(running) => running.operation_id.as_deref(),
            Activity::Idle | Activity::Ended(_) => None,
        }
    }

    fn asked(request: Request) -> Asked {
        Asked { request, origin: None, before: Vec::new() }
    }

    #[test]
    fn a_request_runs_before_it_is_reported() {
        let asked = asked(backup());
        let now =
            activity(Some(&asked), None, &[operation("1", "backup", "http://a", true)], &here());
        assert!(
            matches!(&now, Activity::Running(running) if running.progress.is_none()),
            "{now:?}"
        );
        let reported = [
            operation("1", "backup", "http://a", true),
            operation("2", "backup", "http://a", false),
        ];
        assert_eq!(running_id(&activity(Some(&asked), None, &reported, &here())), Some("2"));
    }

    #[test]
    fn what_is_done_to_another_site_is_not_the_requests_own() {
        let asked = asked(backup());
        let there = operation("2", "backup", "http://b", false);
        let now = activity(Some(&asked), None, std::slice::from_ref(&there), &here());
        assert_eq!(running_id(&now), None);
        let both = [operation("1", "backup", "http://a", false), there];
        assert_eq!(running_id(&activity(Some(&asked), None, &both, &here())), Some("1"));
    }

    #[test]
    fn a_page_of_all_sites_follows_the_site_that_it_asked_for() {
        let asked = Asked { origin: Some("http://a".to_owned()), ..asked(backup()) };
        let there = operation("1", "backup", "http://b", false);
        let now = activity(Some(&asked), None, std::slice::from_ref(&there), &Scope::All);
        assert_eq!(running_id(&now), None);
        let both = [there, operation("2", "backup", "http://a", false)];
        assert_eq!(running_id(&activity(Some(&asked), None, &both, &Scope::All)), Some("2"));
    }

    #[test]
    fn the_site_is_known_of_what_runs_and_of_what_ended() {
        let origin = |activity: Activity| activity.origin().map(str::to_owned);
        let (here, there) = (Some("http://a".to_owned()), Some("http://b".to_owned()));
        // A restore is asked for one site, of a backup of another.
        let asked = Asked { origin: here.clone(), ..asked(backup()) };
        assert_eq!(origin(activity(Some(&asked), None, &[], &Scope::All)), here);
        let running = [operation("1", "backup", "http://b", false)];
        assert_eq!(origin(activity(None, None, &running, &Scope::All)), there);
        let ended = [operation("1", "backup", "http://b", true)];
        assert_eq!(origin(activity(None, None, &ended, &Scope::All)), there);
        let none = [operation("1", "import", "", false)];
        assert_eq!(origin(activity(None, None, &none, &Scope::All)), None);
        let verified = Success { origin: there.clone(), ..Success::default() };
        let answer = Answer {
            request: backup(),
            origin: None,
            reply: Reply::done(verified),
            milliseconds: 5.0,
        };
        assert_eq!(origin(activity(None, Some(&answer), &[], &Scope::All)), there);
    }

    #[test]
    fn what_ran_before_is_not_the_requests_own() {
        let request = Request::Verify { backup_id: "b".to_owned() };
        let asked = Asked { before: vec!["1".to_owned()], ..asked(request) };
        let verifying = |id: &str| operation(id, "verify", "", false);
        let now = activity(Some(&asked), None, &[verifying("1")], &Scope::All);
        assert_eq!(running_id(&now), None);
        // Nor is what another page began after it.
        let all = ["1", "2", "3"].map(verifying);
        assert_eq!(running_id(&activity(Some(&asked), None, &all, &Scope::All)), Some("2"));
    }

    #[test]
    fn a_running_operation_is_picked_up() {
        let operations = [
            operation("1", "restore", "http://a", false),
            operation("2", "backup", "http://b", false),
        ];
        assert_eq!(running_id(&activity(None, None, &operations, &here())), Some("1"));
        assert_eq!(running_id(&activity(None, None, &operations, &Scope::All)), Some("2"));
        assert_eq!(activity(None, None, &operations, &Scope::Origin(None)), Activity::Idle);
    }

    #[test]
    fn undoing_shows_the_progress_of_its_restore() {
        let undo = Request::Undo { tab_id: 1, database: "shop".to_owned() };
        let asked = asked(undo);
        for kind in ["restore", "undo"] {
            let operations = [operation("1", kind, "http://a", false)];
            let now = activity(Some(&asked), None, &operations, &here());
            assert_eq!(running_id(&now), Some("1"), "{kind}");
        }
    }

    #[test]
    fn a_trial_on_a_backup_is_picked_up_where_plans_are() {
        let operations = [operation("1", "dryRun", "", false)];
        let plans = Scope::Plans(Some("http://a".to_owned()));
        assert_eq!(running_id(&activity(None, None, &operations, &plans)), Some("1"));
        assert_eq!(activity(None, None, &operations, &here()), Activity::Idle);
    }

    #[test]
    fn a_backup_that_ended_is_no_news_where_plans_are() {
        let plans = Scope::Plans(Some("http://a".to_owned()));
        let ended = [
            operation("1", "rehearse", "http://a", true),
            operation("2", "backup", "http://a", true),
        ];
        let shown = activity(None, None, &ended, &plans);
        assert!(matches!(shown, Activity::Ended(ended) if ended.kind == "rehearse"));
        let running = [operation("3", "backup", "http://a", false)];
        assert_eq!(running_id(&activity(None, None, &running, &plans)), Some("3"));
    }

    #[test]
    fn a_recovery_is_shown_over_the_answer_that_it_follows() {
        let answer = Answer {
            request: backup(),
            origin: None,
            reply: Reply::done(Success::default()),
            milliseconds: 5.0,
        };
        let recovery = [operation("1", "recover", "http://a", false)];
        assert_eq!(running_id(&activity(None, Some(&answer), &recovery, &here())), Some("1"));
        let ended =
            activity(None, Some(&answer), &[operation("1", "recover", "http://a", true)], &here());
        assert!(matches!(ended, Activity::Ended(ended) if ended.kind == "backup"));
    }

    #[test]
    fn what_ended_last_is_shown_to_a_page_that_was_just_opened() {
        let operations = [
            operation("1", "backup", "http://a", true),
            operation("2", "restore", "http://a", true),
            operation("3", "backup", "http://b", true),
        ];
        let last = activity(None, None, &operations, &here());
        assert!(
            matches!(last, Activity::Ended(ended) if ended.kind == "restore" && ended.request.is_none())
        );
    }
}
