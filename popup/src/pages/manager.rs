//! The manager: all backups, in a page of its own.

use drydock::messages::Request;
use sycamore::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use crate::address::Address;
use crate::components::{
    BackupTable, Confirm, Destinations, Import, ProgressBar, Question, Status,
};
use crate::i18n::text;
use crate::library::Library;
use crate::model::Scope;
use crate::session::Session;
use crate::targets::{Target, open_sites};

/// Shows the manager.
#[wasm_bindgen]
pub fn manager() {
    super::begin("manager");
    sycamore::render(Manager);
}

#[component]
fn Manager() -> View {
    let address = Address::here();
    let session = Session::new(Scope::All);
    let library = Library::new();
    let question = create_signal(None::<Question>);
    let save = create_signal(address.save.clone());
    let origin = create_signal(address.origin.clone());
    let list = create_signal(Vec::<Target>::new());
    let destinations = Destinations {
        targets: *list,
        preferred: create_signal(address.tab),
        choose: true,
        reload: load,
        list,
    };
    create_effect(move || {
        session.ended();
        library.reload();
    });
    create_effect(move || {
        // Tabs come and go: they are looked at when they matter.
        question.track();
        load(list);
    });
    create_effect(move || {
        let Some(backup_id) = save.get_clone() else {
            return;
        };
        session.ask(Request::Export { backup_id }, None, None, |_| ());
        save.set(None);
    });
    view! {
        header {
            img(src="icons/48.png", width="40", height="40", alt="")
            div {
                h1 { (text("managerHeading")) }
                p(class="quiet") { (text("managerExplanation")) }
            }
        }
        main {
            Status(session=session, origin=origin, reported=false)
            ProgressBar(session=session)
            Import(session=session, question=question, focused=address.restore_file)
            BackupTable(library=library, question=question, session=session, save=save)
        }
        Confirm(question=question, session=session, library=library, destinations=destinations)
    }
}

fn load(list: Signal<Vec<Target>>) {
    spawn_local(async move {
        let sites = open_sites().await;
        if list.with_untracked(|shown| *shown != sites) {
            list.set(sites);
        }
    });
}
