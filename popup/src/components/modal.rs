//! A dialog that asks something.

use sycamore::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// A dialog that is open while there is a question. `content` has the heading `confirm-heading`,
/// and the buttons that answer.
pub fn modal<Q: Clone + 'static>(
    question: Signal<Option<Q>>,
    content: impl Fn(Q) -> View + 'static,
) -> View {
    let dialog = create_node_ref();
    create_effect(move || {
        let asks = question.with(Option::is_some);
        let node = dialog.try_get().and_then(|node| node.dyn_into::<HtmlDialogElement>().ok());
        let Some(dialog) = node else { return };
        if asks && !dialog.open() {
            // Fails only on a dialog that is open or not in the page.
            let _ = dialog.show_modal();
        } else if !asks && dialog.open() {
            dialog.close();
        }
    });
    view! {
        dialog(
            id="confirm",
            r#ref=dialog,
            aria-labelledby="confirm-heading",
            on:close=move |_| if question.with_untracked(Option::is_some) { question.set(None) },
        ) {
            (question.get_clone().map(&content).unwrap_or_default())
        }
    }
}
