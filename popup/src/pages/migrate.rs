//! The page that migrates one site.

use sycamore::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use crate::address::{Address, MANAGER, open};
use crate::components::migrate::{
    Actions, History, PlanInput, Questions, Report, UnderWay, Warnings, WhatRuns,
};
use crate::components::{ProgressBar, SiteAccess, Status};
use crate::histories::Histories;
use crate::i18n::text;
use crate::library::Library;
use crate::model::{Reading, Scope, courses};
use crate::permission;
use crate::planned::Planned;
use crate::session::Session;
use crate::site::{Inventory, Site};
use crate::together::Together;

/// Shows the page.
#[wasm_bindgen]
pub fn migrate() {
    super::begin("migrate");
    sycamore::render(Migrate);
}

#[component]
fn Migrate() -> View {
    let address = Address::here();
    let site = Site::open(&address);
    let session = Session::new(Scope::Plans(address.origin.clone()));
    let library = Library::new();
    let histories = Histories::new();
    let planned = Planned::new();
    let present = create_memo(move || match site.inventory.get_clone() {
        Inventory::Known(databases) => Some(databases),
        Inventory::Loading | Inventory::Failed(_) => None,
    });
    let courses = create_memo(move || {
        planned.reading.with(|reading| match reading {
            Reading::Right(parsed) => {
                present.with(|present| courses(&parsed.plan, present.as_deref()))
            }
            Reading::Empty | Reading::Wrong(_) => Vec::new(),
        })
    });
    let report = create_signal(None);
    let questions = Questions {
        question: create_signal(None),
        courses,
        allowed: create_signal(true),
        planned,
        site,
        session,
    };
    create_effect(move || {
        if let Some(origin) = site.origin.get_clone() {
            session.look_at(origin.clone());
            planned.recall(origin);
        }
    });
    create_effect(move || {
        session.ended();
        library.reload();
        site.reload();
    });
    create_effect(move || {
        session.ended();
        site.inventory.track();
        if let Some(tab) = site.tab.get() {
            histories.reload(tab);
        }
    });
    create_effect(move || planned.heed(&session.activity()));
    let busy = create_selector(move || session.is_busy());
    create_effect(move || {
        // What is looked at while it is being changed tells nothing.
        if busy.get() {
            planned.ignore();
            return;
        }
        planned.ask(site.tab.get().filter(|_| present.with(Option::is_some)));
    });
    let together = Together::here();
    create_effect(move || {
        // Access can be given and taken in the meantime: it is looked at when it matters.
        questions.question.track();
        let Some(origin) = site.origin.get_clone() else { return };
        spawn_local(async move {
            let has = permission::has(&origin).await;
            together.change(|| questions.allowed.set(has));
        });
    });
    let manager = move |_| {
        let (tab, origin) = (site.tab.get_untracked(), site.origin.get_clone_untracked());
        open(MANAGER, Address { tab, origin, ..Address::default() });
    };
    view! {
        header {
            img(src="icons/48.png", width="40", height="40", alt="")
            div {
                h1 { (text("migrateHeading")) }
                p(id="origin") { (site.origin.get_clone().unwrap_or_else(|| text("unknownSite"))) }
            }
            button(id="manager", r#type="button", class="plain", on:click=manager) { (text("backups")) }
        }
        main {
            div(class="now") {
                Status(session=session, origin=site.origin, reported=true)
                ProgressBar(session=session)
            }
            SiteAccess(site=site)
            UnderWay(histories=histories, questions=questions)
            div(class="columns") {
                PlanInput(planned=planned, origin=site.origin)
                div(class="told") {
                    WhatRuns(planned=planned, courses=courses)
                    Warnings(planned=planned, site=site, session=session)
                }
                Actions(planned=planned, questions=questions, site=site, session=session, library=library)
            }
            Report(session=session, asked=report)
            History(histories=histories, library=library, questions=questions, report=report)
        }
        (questions.dialog())
    }
}
