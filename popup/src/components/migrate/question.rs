//! The dialog that says what will happen before anything does.

use drydock::messages::{Request, UnderWayStatus};
use drydock::plan::Strategy;
use sycamore::prelude::*;

use crate::components::migrate::course::versions;
use crate::components::migrate::under_way::under_way_words;
use crate::components::modal::modal;
use crate::format;
use crate::i18n::{count, text, with};
use crate::model::{Coming, Concern, Course, Undo, by_concern, strategies};
use crate::permission;
use crate::planned::{Lint, Planned};
use crate::session::Session;
use crate::site::Site;

/// What is asked.
#[derive(Clone, PartialEq)]
pub enum MigrationQuestion {
    /// Whether to migrate.
    Migrate,
    /// Whether to undo.
    Undo(Undo),
    /// Whether to end a migration that is under way.
    Abandon(UnderWayStatus),
    /// Whether to accept the schema that a database has.
    Accept(String),
}

/// The question, and what it is about. Copies are the same.
#[derive(Clone, Copy)]
pub struct Questions {
    /// What is asked.
    pub question: Signal<Option<MigrationQuestion>>,
    /// What will run.
    pub courses: ReadSignal<Vec<Course>>,
    /// Whether the browser will ask for access.
    pub allowed: Signal<bool>,
    /// The plan.
    pub planned: Planned,
    /// The site.
    pub site: Site,
    /// Who carries it out.
    pub session: Session,
}

impl Questions {
    /// The dialog.
    pub fn dialog(self) -> View {
        modal(self.question, move |question| match question {
            MigrationQuestion::Migrate => self.migrating(),
            MigrationQuestion::Undo(undo) => self.undoing(undo),
            MigrationQuestion::Abandon(status) => self.abandoning(status),
            MigrationQuestion::Accept(database) => self.accepting(database),
        })
    }

    /// Carries a request out that reloads the site, for which access is asked first of all: the
    /// browser asks only while it handles the press.
    pub fn press(self, request: impl FnOnce(i32) -> Request) {
        let site = self.site.tab.get_untracked().zip(self.site.origin.get_clone_untracked());
        let Some((tab_id, origin)) = site else { return };
        let asking = permission::ask(&origin);
        self.session.ask(request(tab_id), None, asking, |_| ());
        self.question.set(None);
    }

    fn migrating(self) -> View {
        let courses: Vec<View> = self
            .courses
            .get_clone_untracked()
            .into_iter()
            .filter_map(|course| match course.coming {
                Coming::Runs(legs) => Some((course.database, course.from, course.to, legs.len())),
                _ => None,
            })
            .map(|(database, from, to, legs)| {
                let versions = versions(from, to);
                let amount = count("planMigrationsShort", legs as u64);
                view! {
                    li { span(class="label") { (database) } span { (versions) } small(class="quiet") { (amount) } }
                }
            })
            .collect();
        let strategies = self.courses.with_untracked(|courses| strategies(courses));
        let steps = steps(&strategies);
        let hold = create_signal(false);
        let can_hold = strategies.contains(&Strategy::Parallel).then(|| hold_choice(hold));
        let lost = self.planned.lint.with_untracked(|lint| match lint {
            Lint::Warnings(warnings) => by_concern(warnings)
                .into_iter()
                .find(|(concern, _)| *concern == Concern::Destructive)
                .map(|(_, warnings)| count("destructiveWarnings", warnings.len() as u64)),
            _ => None,
        });
        let lost = lost.map(|words| view! { p(class="notice") { (words) } });
        let press = move || {
            let (plan, hold) = (self.planned.source(), hold.get_untracked());
            self.press(|tab_id| Request::Migrate { tab_id, plan, allow_loss: false, hold });
        };
        let origin = self.site.origin.get_clone_untracked().unwrap_or_default();
        let buttons = self.buttons(text("migrate"), "primary", press);
        view! {
            h2(id="confirm-heading") { (text("migrateQuestion")) }
            p(class="quiet name") { (origin) }
            ul(class="going") { (courses) }
            (lost)
            (steps)
            (can_hold)
            p(class="notice") { (text("siteCode")) }
            (self.permission_ahead())
            (buttons)
        }
    }

    fn undoing(self, undo: Undo) -> View {
        let versions: Vec<String> = undo.versions.iter().map(ToString::to_string).collect();
        let what = with("undoWhat", &[undo.database.clone(), versions.join(", ")]);
        let backup = match &undo.backup {
            Some(backup) => with("undoBackup", &[format::time(&backup.created)]),
            None => text("undoBackupUnknown"),
        };
        let press = move || {
            let database = undo.database.clone();
            self.press(|tab_id| Request::Undo { tab_id, database });
        };
        let buttons = self.buttons(text("undo"), "danger", press);
        view! {
            h2(id="confirm-heading") { (text("undoQuestion")) }
            p(class="name") { (what) }
            p(class="name") { (backup) }
            p(class="quiet") { (text("undoExplanation")) }
            (self.permission_ahead())
            (buttons)
        }
    }

    fn abandoning(self, status: UnderWayStatus) -> View {
        let words = under_way_words(&status);
        let what = match status.strategy {
            Strategy::Lazy => text("abandonLazy"),
            Strategy::Parallel | Strategy::Transactional => text("abandonParallel"),
        };
        let press = move || {
            let database = status.database.clone();
            self.press(|tab_id| Request::Abandon { tab_id, database });
        };
        let buttons = self.buttons(text("abandon"), "danger", press);
        view! {
            h2(id="confirm-heading") { (text("abandonQuestion")) }
            p(class="name") { (words) }
            p { (what) }
            (self.permission_ahead())
            (buttons)
        }
    }

    fn accepting(self, database: String) -> View {
        let what = with("acceptWhat", std::slice::from_ref(&database));
        let press = move || {
            let database = database.clone();
            self.press(|tab_id| Request::Repair { tab_id, database, plan: None });
        };
        let buttons = self.buttons(text("accept"), "primary", press);
        view! {
            h2(id="confirm-heading") { (text("acceptQuestion")) }
            p(class="name") { (what) }
            p(class="quiet") { (text("acceptExplanation")) }
            (buttons)
        }
    }

    fn permission_ahead(self) -> View {
        view! {
            (if self.allowed.get() {
                View::new()
            } else {
                view! { p(class="notice") { (text("permissionAhead")) } }
            })
        }
    }

    fn buttons(self, words: String, class: &'static str, press: impl Fn() + 'static) -> View {
        view! {
            div(class="actions") {
                button(id="confirm-no", r#type="button", on:click=move |_| self.question.set(None)) { (text("cancel")) }
                button(id="confirm-yes", r#type="button", class=class, on:click=move |_| press()) { (words) }
            }
        }
    }
}

/// What happens, in order, by each strategy that runs.
fn steps(strategies: &[Strategy]) -> View {
    let transactional = strategies.contains(&Strategy::Transactional).then(|| {
        let steps = [
            text("stepDock"),
            text("stepBackup"),
            text("stepTry"),
            text("stepWrite"),
            text("stepCheck"),
            text("stepUndock"),
        ];
        let steps: Vec<View> = steps.map(|step| view! { li { (step) } }).into();
        view! { ol(class="steps") { (steps) } }
    });
    let parallel =
        strategies.contains(&Strategy::Parallel).then(|| view! { p { (text("stepsParallel")) } });
    let lazy = strategies.contains(&Strategy::Lazy).then(|| view! { p { (text("stepsLazy")) } });
    vec![transactional, parallel, lazy].into_iter().flatten().collect::<Vec<View>>().into()
}

fn hold_choice(hold: Signal<bool>) -> View {
    view! {
        label(class="option") {
            input(id="hold", r#type="checkbox", bind:checked=hold)
            span { (text("hold")) small(class="quiet") { (text("holdExplanation")) } }
        }
    }
}
