//! What to beware of in a plan.

use drydock::messages::PlanWarning;
use sycamore::prelude::*;

use crate::i18n::{count, text, with};
use crate::model::{Concern, by_concern};
use crate::planned::{Lint, Planned};

/// The warnings, by what there is to fear.
#[component(inline_props)]
pub fn Warnings(planned: Planned) -> View {
    view! {
        (match planned.lint.get_clone() {
            Lint::Unasked | Lint::Failed(_) => View::new(),
            Lint::Asked => shown("asked", view! { p(class="quiet") { (text("linting")) } }),
            Lint::Warnings(warnings) if warnings.is_empty() => {
                shown("none", view! { p(class="quiet") { (text("noWarnings")) } })
            }
            Lint::Warnings(warnings) => {
                let groups: Vec<View> = by_concern(&warnings)
                    .into_iter()
                    .map(|(concern, warnings)| group(concern, warnings))
                    .collect();
                shown("some", view! { (groups) })
            }
        })
    }
}

fn shown(state: &'static str, content: View) -> View {
    view! {
        section(id="warnings", class="card", aria-labelledby="warnings-heading", data-state=state) {
            h2(id="warnings-heading") { (text("warnings")) }
            (content)
        }
    }
}

fn group(concern: Concern, warnings: Vec<PlanWarning>) -> View {
    let (class, heading) = match concern {
        Concern::Destructive => ("concern destructive", text("concernDestructive")),
        Concern::MayFail => ("concern may-fail", text("concernMayFail")),
        Concern::NotReversible => ("concern not-reversible", text("concernNotReversible")),
        Concern::Other => ("concern", text("concernOther")),
    };
    let amount = count("warnings", warnings.len() as u64);
    let items: Vec<View> = warnings.into_iter().map(item).collect();
    let open = concern != Concern::NotReversible;
    view! {
        details(class=class, open=open) {
            summary { span(class="label") { (heading) } " " small(class="quiet") { (amount) } }
            ul { (items) }
        }
    }
}

fn item(warning: PlanWarning) -> View {
    let place = with("warningPlace", &[warning.database, warning.version.to_string()]);
    let (sentence, code, pointer) = (warning.sentence, warning.code, warning.pointer);
    view! {
        li(data-code=code) {
            span(class="name") { (sentence) }
            small(class="quiet name") { (place) " · " code { (pointer) } }
        }
    }
}
