//! What is wrong with a plan.

use drydock::plan::Position;
use sycamore::prelude::*;

use crate::i18n::{text, with};
use crate::model::{PlanProblem, Reading};
use crate::planned::Planned;

/// The problems of a plan's text, each with its place, which `show` goes to.
pub fn problems(planned: Planned, show: impl Fn(Position) + Copy + 'static) -> View {
    let found = create_memo(move || {
        planned.reading.with(|reading| match reading {
            Reading::Wrong(problems) => problems.clone(),
            Reading::Empty | Reading::Right(_) => Vec::new(),
        })
    });
    view! {
        (if found.with(Vec::is_empty) {
            View::new()
        } else {
            let items: Vec<View> =
                found.get_clone().into_iter().map(|problem| item(problem, show)).collect();
            view! { ol(id="problems", class="problems", aria-label=text("problems")) { (items) } }
        })
    }
}

fn item(problem: PlanProblem, show: impl Fn(Position) + Copy + 'static) -> View {
    let PlanProblem { position, pointer, sentence } = problem;
    let place = position.map(|position| place(position, show));
    let pointer = (!pointer.is_empty()).then(|| view! { code { (pointer) } });
    view! {
        li {
            p(class="place") { (place) (pointer) }
            p { (sentence) }
        }
    }
}

/// A button that goes to a place in the plan's text.
pub fn place(position: Position, show: impl Fn(Position) + 'static) -> View {
    let words = with("placeInPlan", &[position.line.to_string(), position.column.to_string()]);
    view! {
        button(r#type="button", class="link", on:click=move |_| show(position)) { (words) }
    }
}
