//! The toolbar popup: one site.

use drydock::messages::Request;
use sycamore::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::address::{Address, MANAGER, MIGRATE, open};
use crate::components::migrate::Notice;
use crate::components::{
    BackupList, Confirm, Databases, Destinations, ProgressBar, Question, Status,
};
use crate::histories::Histories;
use crate::i18n::text;
use crate::library::Library;
use crate::model::{LeftOut, Scope, newest, of_origin};
use crate::session::Session;
use crate::site::{Inventory, Site};
use crate::targets::Target;

/// Shows the popup.
#[wasm_bindgen]
pub fn popup() {
    super::begin("popup");
    sycamore::render(Popup);
}

#[component]
fn Popup() -> View {
    let address = Address::here();
    let in_tab = address.tab.is_some();
    let site = Site::open(&address);
    let session = Session::new(Scope::Origin(None));
    let library = Library::new();
    let histories = Histories::new();
    let question = create_signal(None::<Question>);
    let left_out = create_signal(LeftOut::default());
    let label = create_signal(String::new());
    let save = create_signal(None::<String>);

    create_effect(move || {
        if let Some(origin) = site.origin.get_clone() {
            session.look_at(origin);
        }
    });
    create_effect(move || {
        session.ended();
        library.reload();
        site.reload();
    });
    create_effect(move || {
        session.ended();
        let known = site.inventory.with(|inventory| matches!(inventory, Inventory::Known(_)));
        if let Some(tab) = site.tab.get().filter(|_| known) {
            histories.reload(tab);
        }
    });
    let here = move || {
        let (tab, origin) = (site.tab.get_untracked(), site.origin.get_clone_untracked());
        Address { tab, origin, ..Address::default() }
    };
    create_effect(move || {
        let Some(backup_id) = save.get_clone() else {
            return;
        };
        // A popup may close at any moment, and its Blobs with it: a tab stays until the file is
        // whole.
        if in_tab {
            session.ask(Request::Export { backup_id }, None, None, |_| ());
        } else {
            open(MANAGER, Address { save: Some(backup_id), ..here() });
        }
        save.set(None);
    });

    // Not while the page still grows under the pointer; but what keeps the databases from being
    // listed may be what the person wants to look at.
    let can_migrate = create_selector(move || {
        let loading = site.inventory.with(|inventory| matches!(inventory, Inventory::Loading));
        site.tab.get().is_some() && (!loading || session.is_busy())
    });
    let databases = move || match site.inventory.get_clone() {
        Inventory::Known(databases) => databases,
        Inventory::Loading | Inventory::Failed(_) => Vec::new(),
    };
    let can_back_up = create_selector(move || {
        let nothing = left_out.with(|left_out: &LeftOut| left_out.leaves_nothing(&databases()));
        !nothing && !session.is_busy()
    });
    let back_up = move |_| {
        let Some(tab_id) = site.tab.get() else { return };
        let text = label.get_clone().trim().to_owned();
        let request = Request::Backup {
            tab_id,
            databases: left_out.with(|left_out| left_out.choice(&databases())),
            label: (!text.is_empty()).then_some(text),
            allow_loss: false,
        };
        session.ask(request, None, None, move |_| label.set(String::new()));
    };
    let offered = create_memo(move || {
        let origin = site.origin.get_clone().unwrap_or_default();
        newest(&of_origin(&library.known(), &origin)).cloned()
    });
    let can_restore = create_selector(move || {
        offered.with(Option::is_some) && site.tab.get().is_some() && !session.is_busy()
    });
    let restore = move |_| question.set(offered.get_clone().map(Question::Restore));

    let list = create_signal(Vec::new());
    create_effect(move || {
        let target = site.tab.get().zip(site.origin.get_clone());
        list.set(
            target.map(|(tab, origin)| Target { tab, origin, title: None }).into_iter().collect(),
        );
    });
    let destinations =
        Destinations { targets: *list, preferred: site.tab, choose: false, reload: |_| (), list };
    view! {
        header {
            img(src="icons/48.png", width="32", height="32", alt="")
            div {
                h1 { (text("extensionName")) }
                p(id="origin") { (site.origin.get_clone().unwrap_or_else(|| text("unknownSite"))) }
            }
            button(id="manager", r#type="button", class="plain", on:click=move |_| open(MANAGER, here())) {
                (text("openManager"))
            }
        }
        main {
            Status(session=session, origin=site.origin, reported=false)
            ProgressBar(session=session)
            Notice(histories=histories, show=move || open(MIGRATE, here()))
            Databases(site=site, left_out=left_out)
            div(class="work") {
                label(class="field") {
                    span { (text("labelField")) }
                    input(id="label", r#type="text", maxlength="200", placeholder=text("labelHint"), bind:value=label)
                }
                div(class="main-buttons") {
                    button(id="backup", r#type="button", class="primary", disabled=!can_back_up.get(), on:click=back_up) {
                        (text("backUp"))
                    }
                    button(id="restore", r#type="button", disabled=!can_restore.get(), on:click=restore) {
                        (text("restoreMore"))
                    }
                    button(id="migrate", r#type="button", disabled=!can_migrate.get(), on:click=move |_| open(MIGRATE, here())) {
                        (text("migrateMore"))
                    }
                }
            }
            BackupList(library=library, origin=site.origin, question=question, session=session, save=save)
            // In a page of its own: the browser's window that chooses a file closes a popup.
            button(
                id="restore-file", r#type="button",
                on:click=move |_| open(MANAGER, Address { restore_file: true, ..here() }),
            ) { (text("restoreFromFileMore")) }
        }
        Confirm(question=question, session=session, library=library, destinations=destinations)
    }
}
