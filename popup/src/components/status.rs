//! What is going on, and what came of it.

use drydock::messages::{ErrorCode, Failure, Reply, Success};
use sycamore::prelude::*;

use crate::components::ended::{particulars, sentence};
use crate::components::failure::{code_of, failure};
use crate::components::progress::phase;
use crate::i18n::{text, with};
use crate::model::{Activity, Ended, Running, totals, without_loss};
use crate::permission;
use crate::session::Session;

/// What the live region shows: it changes with each sentence, not with each count of records, so
/// that a screen reader reads every sentence once.
#[derive(Clone, PartialEq)]
enum Shown {
    Nothing,
    Sentence(String),
    Ended(Ended),
}

/// The live region. `origin` is the one to ask access for when that is what was missing. `reported`
/// is whether the page shows reports of migrations elsewhere.
#[component(inline_props)]
pub fn Status(session: Session, origin: Signal<Option<String>>, reported: bool) -> View {
    let shown = create_selector(move || match session.activity() {
        Activity::Idle => Shown::Nothing,
        Activity::Running(running) => Shown::Sentence(doing(&running)),
        Activity::Ended(ended) => Shown::Ended(ended),
    });
    let state = move || {
        shown.with(|shown| match shown {
            Shown::Nothing => "idle",
            Shown::Sentence(_) => "running",
            Shown::Ended(Ended { reply: Reply::Done(_), .. }) => "done",
            Shown::Ended(_) => "failed",
        })
    };
    let tone = move || {
        shown.with(|shown| match shown {
            Shown::Ended(Ended { reply: Reply::Done(success), .. }) => tone(success),
            _ => None,
        })
    };
    let success = move |field: fn(&Success) -> Option<String>| {
        shown.with(|shown| match shown {
            Shown::Ended(Ended { reply: Reply::Done(success), .. }) => field(success),
            _ => None,
        })
    };
    let code = move || {
        shown.with(|shown| match shown {
            Shown::Ended(Ended { reply: Reply::Failed { error, .. }, .. }) => {
                Some(code_of(error.code))
            }
            _ => None,
        })
    };
    let site = create_selector(move || {
        session.shows_all().then(|| session.activity().origin().map(str::to_owned)).flatten()
    });
    let named =
        move || site.get_clone().map(|site| view! { p(class="quiet name site") { (site) } });
    view! {
        section(
            id="status",
            role="status",
            data-state=state,
            data-tone=tone,
            data-backup-id=move || success(|success| success.backup_id.clone()),
            data-safety-backup-id=move || success(|success| success.safety_backup_id.clone()),
            data-code=code,
        ) {
            (match shown.get_clone() {
                Shown::Nothing => View::new(),
                Shown::Sentence(sentence) => view! { p { (sentence) } },
                Shown::Ended(ended) => outcome(ended, session, origin, reported),
            })
            (named())
        }
    }
}

fn doing(running: &Running) -> String {
    match &running.progress {
        Some(progress) if running.kind == "recover" => with("recovering", &[phase(progress.phase)]),
        Some(progress) => phase(progress.phase),
        None => text("working"),
    }
}

/// Something was done, and is no good news.
fn tone(success: &Success) -> Option<&'static str> {
    let migrations = success.migrations.as_deref().unwrap_or_default();
    let refuses = success.site_refuses.as_ref().is_some_and(|refuses| !refuses.is_empty());
    let halting = totals(migrations).halting > 0;
    (halting || refuses || success.undone.is_some()).then_some("warn")
}

fn outcome(ended: Ended, session: Session, origin: Signal<Option<String>>, reported: bool) -> View {
    match ended.reply.clone() {
        Reply::Done(mut success) => {
            let sentence = sentence(&ended.kind, &success, ended.milliseconds);
            if reported {
                success.migrations = None;
            }
            let particulars = particulars(*success);
            view! { p(class="message") { (sentence) } (particulars) }
        }
        Reply::Failed { mut error, .. } => {
            let actions = actions(&error, &ended, session, origin);
            if reported && error.report.is_some() {
                error.locations.clear();
            }
            let content = failure(*error);
            view! { (content) (actions) }
        }
    }
}

/// What a person can press after a failure.
fn actions(
    error: &Failure,
    ended: &Ended,
    session: Session,
    origin: Signal<Option<String>>,
) -> View {
    let repeat = ended.request.clone();
    // Where the page shows all sites, it was opened for another, perhaps.
    let origin = ended.origin.clone().or_else(|| origin.get_clone());
    match error.code {
        ErrorCode::NotCarried | ErrorCode::NotRestorable => {
            match repeat.as_ref().and_then(without_loss) {
                Some(request) => {
                    let press = move |_| session.ask(request.clone(), None, None, |_| ());
                    view! {
                        button(id="continue-without", r#type="button", on:click=press) { (text("continueWithout")) }
                    }
                }
                None => view! { p { (text("repeatToContinue")) } },
            }
        }
        ErrorCode::PermissionNeeded => match (repeat, origin) {
            (Some(request), Some(origin)) => {
                let label = with("allowAccess", std::slice::from_ref(&origin));
                let press = move |_| {
                    session.ask(request.clone(), None, permission::ask(&origin), |_| ());
                };
                view! {
                    button(id="grant-and-repeat", r#type="button", class="primary", on:click=press) { (label) }
                }
            }
            _ => View::new(),
        },
        _ => View::new(),
    }
}
