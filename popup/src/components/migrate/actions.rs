//! Rehearsing, migrating, and trying a plan on a backup.

use drydock::messages::{BackupEntry, Request};
use sycamore::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlSelectElement};

use crate::components::confirm::describe;
use crate::components::migrate::question::{MigrationQuestion, Questions};
use crate::i18n::text;
use crate::library::Library;
use crate::model::{can_run, of_origin};
use crate::planned::{Lint, Planned};
use crate::session::Session;
use crate::site::Site;

/// The buttons.
#[component(inline_props)]
pub fn Actions(
    planned: Planned,
    questions: Questions,
    site: Site,
    session: Session,
    library: Library,
) -> View {
    let courses = questions.courses;
    let ready = create_selector(move || {
        // The question says what would be lost, so that has to be known before.
        let is_linted = planned.lint.with(|lint| matches!(lint, Lint::Warnings(_)));
        courses.with(|courses| can_run(courses)) && is_linted && !session.is_busy()
    });
    let rehearse = move |_| {
        let Some(tab_id) = site.tab.get_untracked() else { return };
        let request = Request::Rehearse { tab_id, plan: planned.source(), allow_loss: false };
        session.ask(request, None, None, |_| ());
    };
    let migrate = move |_| questions.question.set(Some(MigrationQuestion::Migrate));
    view! {
        section(class="card run", aria-labelledby="run-heading") {
            h2(id="run-heading", class="hidden") { (text("run")) }
            div(class="run-buttons") {
                button(
                    id="rehearse", r#type="button", aria-describedby="rehearse-about",
                    disabled=!ready.get(), on:click=rehearse,
                ) { (text("rehearse")) }
                p(id="rehearse-about", class="quiet") { (text("rehearseAbout")) }
                button(
                    id="migrate", r#type="button", class="primary", aria-describedby="migrate-about",
                    disabled=!ready.get(), on:click=migrate,
                ) { (text("migrateMore")) }
                p(id="migrate-about", class="quiet") { (text("migrateAbout")) }
            }
            DryRun(planned=planned, site=site, session=session, library=library)
        }
    }
}

/// Trying the plan on a stored backup, which needs no site.
#[component(inline_props)]
fn DryRun(planned: Planned, site: Site, session: Session, library: Library) -> View {
    let backups = move || {
        let origin = site.origin.get_clone().unwrap_or_default();
        let mut backups = of_origin(&library.known(), &origin);
        // A quarantine holds records that no plan could migrate.
        backups.retain(|backup| !backup.quarantine);
        backups
    };
    let chosen = create_signal(None::<String>);
    // A backup that was deleted is no longer chosen.
    let backup = create_memo(move || {
        let backups = backups();
        let kept = chosen.get_clone().filter(|id| backups.iter().any(|it| it.id == *id));
        kept.or_else(|| backups.first().map(|first| first.id.clone()))
    });
    let ready = create_selector(move || {
        planned.is_right() && backup.with(Option::is_some) && !session.is_busy()
    });
    let pick = move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        chosen.set(select.map(|select| select.value()));
    };
    let press = move |_| {
        let Some(backup_id) = backup.get_clone() else { return };
        let request = Request::DryRun { backup_id, plan: planned.source() };
        session.ask(request, None, None, |_| ());
    };
    let options = move || -> Vec<View> { backups().iter().map(option).collect() };
    view! {
        div(class="dry-run", hidden=backup.with(Option::is_none)) {
            label(class="field") {
                span { (text("dryRunBackup")) }
                select(id="dry-run-backup", on:change=pick, prop:value=backup.get_clone().unwrap_or_default()) {
                    (options())
                }
            }
            button(id="dry-run", r#type="button", disabled=!ready.get(), on:click=press) { (text("dryRun")) }
        }
    }
}

fn option(backup: &BackupEntry) -> View {
    let (id, words) = (backup.id.clone(), describe(backup));
    view! { option(value=id) { (words) } }
}
