//! Migrations that last and have not ended.

use drydock::messages::{Request, UnderWayStatus};
use drydock::plan::Strategy;
use sycamore::prelude::*;

use crate::components::migrate::question::{MigrationQuestion, Questions};
use crate::histories::Histories;
use crate::i18n::{count, text, with};

/// Each migration that is under way, with the buttons that go on with it and that end it.
#[component(inline_props)]
pub fn UnderWay(histories: Histories, questions: Questions) -> View {
    view! {
        (under_way(histories).into_iter().map(|it| item(it, questions)).collect::<Vec<View>>())
    }
}

/// The same for the popup: what is under way, and where to go on.
#[component(inline_props)]
pub fn Notice<F: Fn() + Copy + 'static>(histories: Histories, show: F) -> View {
    view! {
        (under_way(histories).into_iter().map(|it| {
            let words = under_way_words(&it);
            let data = it.database;
            view! {
                section(class="notice under-way", data-database=data) {
                    p(class="name") { (words) }
                    button(class="show", r#type="button", on:click=move |_| show()) { (text("underWayShow")) }
                }
            }
        }).collect::<Vec<View>>())
    }
}

fn under_way(histories: Histories) -> Vec<UnderWayStatus> {
    let databases = histories.databases.get_clone().unwrap_or_default();
    databases.into_iter().filter_map(|it| it.under_way).collect()
}

fn item(status: UnderWayStatus, questions: Questions) -> View {
    let words = under_way_words(&status);
    let session = questions.session;
    let name = std::slice::from_ref(&status.database);
    let (resume, abandon) = (with("resumeThis", name), with("abandonThis", name));
    let (database, data) = (status.database.clone(), status.database.clone());
    let go_on = move |_| {
        let database = database.clone();
        questions.press(|tab_id| Request::Resume {
            tab_id,
            database,
            allow_loss: false,
            hold: false,
        });
    };
    let phase = status.phase.clone();
    let end = move |_| questions.question.set(Some(MigrationQuestion::Abandon(status.clone())));
    view! {
        section(class="notice under-way", data-database=data, data-phase=phase) {
            p(class="name") { (words) }
            div(class="buttons") {
                button(
                    class="resume", r#type="button", aria-label=resume,
                    disabled=session.is_busy(), on:click=go_on,
                ) { (text("resume")) }
                button(
                    class="abandon", r#type="button", aria-label=abandon,
                    disabled=session.is_busy(), on:click=end,
                ) { (text("abandonMore")) }
            }
        }
    }
}

/// What is under way, in a sentence or two.
pub fn under_way_words(status: &UnderWayStatus) -> String {
    let values = [status.database.clone(), status.version.to_string()];
    let what = match status.strategy {
        Strategy::Lazy => with("underWayLazy", &values),
        Strategy::Parallel | Strategy::Transactional => with("underWayParallel", &values),
    };
    let phase = phase_words(&status.phase);
    let left =
        status.remaining.map(|remaining| with("underWayLeft", &[count("records", remaining)]));
    [Some(what), phase, left].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn phase_words(phase: &str) -> Option<String> {
    Some(match phase {
        "copying" => text("underWayCopying"),
        "catching_up" => text("underWayCatchingUp"),
        "ready" => text("underWayReady"),
        "switching" => text("underWaySwitching"),
        "expanding" | "expand" => text("underWayExpanding"),
        "upgrading" | "upgrade" => text("underWayUpgrading"),
        // A phase without words of its own: the rest of the sentence is true all the same.
        _ => return None,
    })
}
