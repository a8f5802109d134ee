//! Taking a backup in from a file.

use drydock::messages::{Reply, Request};
use sycamore::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use crate::components::confirm::Question;
use crate::i18n::text;
use crate::session::Session;

/// Stores the chosen file as a backup once it is verified, and asks whether to restore it.
/// `focused` is whether the page was opened to choose one.
#[component(inline_props)]
pub fn Import(session: Session, question: Signal<Option<Question>>, focused: bool) -> View {
    let field = create_node_ref();
    on_mount(move || {
        let field = field.try_get().and_then(|node| node.dyn_into::<HtmlInputElement>().ok());
        if let Some(field) = field.filter(|_| focused) {
            // Fails only on what is no part of a page.
            let _ = field.focus();
        }
    });
    let chosen = move |event: Event| {
        let Some(input) =
            event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        session.ask(Request::Import {}, Some(file), None, move |reply| {
            if let Reply::Done(success) = reply {
                question.set(success.backup.clone().map(Question::Restore));
            }
        });
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        section(class="import card", aria-labelledby="import-heading") {
            div {
                h2(id="import-heading") { (text("restoreFromFile")) }
                p(class="quiet", id="import-explanation") { (text("restoreFromFileExplanation")) }
            }
            label(class="pick") {
                input(
                    id="file", r#ref=field, class="hidden", r#type="file", accept=".zip,application/zip",
                    aria-describedby="import-explanation", disabled=session.is_busy(), on:change=chosen,
                )
                (text("chooseFile"))
            }
        }
    }
}
