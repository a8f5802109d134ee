//! What to beware of in a plan.

use drydock::messages::{PlanWarning, Request};
use sycamore::prelude::*;

use crate::i18n::{count, text, with};
use crate::model::{Concern, by_concern};
use crate::planned::{Lint, Planned};
use crate::session::Session;
use crate::site::{Inventory, Site};

/// The warnings, by what there is to fear, and the button that counts in the site's records.
#[component(inline_props)]
pub fn Warnings(planned: Planned, site: Site, session: Session) -> View {
    let state = move || {
        planned.lint.with(|lint| match lint {
            Lint::Unasked | Lint::Failed(_) => "unknown",
            Lint::Asked => "asked",
            Lint::Warnings(warnings) if warnings.is_empty() => "none",
            Lint::Warnings(_) => "some",
        })
    };
    let content = move || {
        if state() == "asked" {
            return view! { p(class="quiet") { (text("linting")) } };
        }
        let Some(warnings) = planned.warnings() else { return View::new() };
        if warnings.is_empty() {
            return view! { p(class="quiet") { (text("noWarnings")) } };
        }
        let groups = by_concern(&warnings).into_iter();
        let groups: Vec<View> =
            groups.map(|(concern, warnings)| group(concern, warnings)).collect();
        view! { (groups) }
    };
    let known = move || site.inventory.with(|it| matches!(it, Inventory::Known(_)));
    let press = move |_| {
        let request =
            Request::Lint { plan: planned.source(), tab_id: site.tab.get_untracked(), data: true };
        session.ask(request, None, None, |_| ());
    };
    // The button is not made anew with the warnings: the keyboard goes on from it.
    view! {
        section(
            id="warnings", class="card", aria-labelledby="warnings-heading", data-state=state,
            hidden=state() == "unknown",
        ) {
            h2(id="warnings-heading") { (text("warnings")) }
            (content())
            div(class="count", hidden=state() != "some") {
                button(
                    id="count", r#type="button", aria-describedby="count-about",
                    disabled=session.is_busy() || !known(), on:click=press,
                ) { (text("countInData")) }
                p(id="count-about", class="quiet") { (text("countAbout")) }
            }
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
    let counted = warning.count.map(|number| counted(number, warning.keys.unwrap_or_default()));
    let (sentence, code, pointer) = (warning.sentence, warning.code, warning.pointer);
    view! {
        li(data-code=code) {
            span(class="name") { (sentence) }
            (counted)
            small(class="quiet name") { (place) " · " code { (pointer) } }
        }
    }
}

/// How many records a warning concerns, and the keys of the first.
fn counted(number: u64, keys: Vec<String>) -> View {
    let words = match number {
        0 => text("concernsNone"),
        _ => count("concerns", number),
    };
    let label = match keys.len() as u64 {
        0 => None,
        listed if listed < number => Some(count("firstKeys", listed)),
        listed => Some(count("keys", listed)),
    };
    let label = label.map(|label| view! { " " (label) });
    let keys: Vec<View> = keys.into_iter().map(|key| view! { " " code { (key) } }).collect();
    let number = number.to_string();
    view! { span(class="counted name", data-count=number) { (words) (label) (keys) } }
}
