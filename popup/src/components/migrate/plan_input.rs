//! Giving a plan: a file that is chosen or dropped, or text.

use js_sys::{JsString, Reflect};
use sycamore::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Event, HtmlInputElement, HtmlTextAreaElement};

use crate::components::migrate::problems::problems;
use crate::i18n::{count, text};
use crate::kept;
use crate::model::{Reading, offset};
use crate::planned::Planned;

/// The plan's text, and what is wrong with it.
#[component(inline_props)]
pub fn PlanInput(planned: Planned, origin: Signal<Option<String>>) -> View {
    let area = create_node_ref();
    let over = create_signal(false);
    let keep = move || {
        if let Some(origin) = origin.get_clone_untracked() {
            planned.text.with_untracked(|text| kept::keep_plan(&origin, text));
        }
    };
    let chosen = move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            planned.take(file, keep);
        }
        // So that the same file can be chosen again when it was changed.
        input.set_value("");
    };
    let typed = move |event: Event| {
        // A text with half a character would be changed in silence.
        let Some(target) = event.target() else { return };
        let value = Reflect::get(&target, &"value".into()).unwrap_or_default();
        match value.dyn_ref::<JsString>().filter(|text| text.is_valid_utf16()) {
            Some(typed) => {
                planned.refused.set(None);
                planned.text.set(typed.into());
            }
            None => planned.refused.set(Some(text("planNotText"))),
        }
    };
    let dragged = move |event: DragEvent| {
        if carries_file(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let dropped = move |event: DragEvent| {
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            event.prevent_default();
            planned.take(file, keep);
        }
    };
    let show = move |place| {
        let node = area.try_get().and_then(|node| node.dyn_into::<HtmlTextAreaElement>().ok());
        let Some(area) = node else { return };
        let at = planned.text.with_untracked(|text| offset(text, place)) as u32;
        // Fails only on elements that have no text.
        let _ = area.focus();
        let _ = area.set_selection_range(at, at + 1);
    };
    let state = move || {
        planned.reading.with(|reading| match reading {
            Reading::Empty => "empty",
            Reading::Wrong(_) => "wrong",
            Reading::Right(_) => "right",
        })
    };
    let class = move || if over.get() { "card plan over" } else { "card plan" };
    view! {
        section(
            class=class, aria-labelledby="plan-heading",
            on:dragenter=dragged, on:dragover=dragged,
            on:dragleave=move |_: DragEvent| over.set(false), on:drop=dropped,
        ) {
            div(class="heading") {
                h2(id="plan-heading") { (text("plan")) }
                label(class="pick") {
                    input(id="plan-file", class="hidden", r#type="file", accept=".json,application/json", on:change=chosen)
                    (text("choosePlan"))
                }
            }
            p(class="quiet", id="plan-explanation") { (text("planExplanation")) }
            textarea(
                id="plan", r#ref=area, rows="22", wrap="off", placeholder=text("planPlaceholder"), prop:spellcheck=false, autocomplete="off",
                aria-label=text("planText"), aria-describedby="plan-explanation plan-state",
                aria-invalid=move || (state() == "wrong").to_string(),
                prop:value=planned.text.get_clone(), on:input=typed, on:change=move |_: Event| keep(),
            )
            (planned.refused.get_clone().map(|why| view! { p(id="plan-refused", class="notice", role="alert") { (why) } }))
            p(id="plan-state", role="status", data-state=state) { (sentence(planned)) }
            (problems(planned, show))
        }
    }
}

/// Whether something that is dragged is a file.
fn carries_file(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

fn sentence(planned: Planned) -> String {
    planned.reading.with(|reading| match reading {
        Reading::Empty => String::new(),
        Reading::Wrong(problems) => count("planProblems", problems.len() as u64),
        Reading::Right(parsed) => count("planMigrations", parsed.plan.migrations.len() as u64),
    })
}
