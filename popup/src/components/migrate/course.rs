//! What will run on each database.

use drydock::plan::Strategy;
use sycamore::prelude::*;

use crate::components::failure::{code_of, failure};
use crate::i18n::{count, text, with};
use crate::model::{Coming, Course, Leg, Reading};
use crate::planned::{Lint, Planned};

/// For each database of the plan: from which version to which, and by what migrations.
#[component(inline_props)]
pub fn WhatRuns(planned: Planned, courses: ReadSignal<Vec<Course>>) -> View {
    let name = move || {
        planned.reading.with(|reading| match reading {
            Reading::Right(parsed) => parsed.plan.name.clone(),
            Reading::Empty | Reading::Wrong(_) => None,
        })
    };
    let about = move || {
        planned.reading.with(|reading| match reading {
            Reading::Right(parsed) => parsed.plan.description.clone(),
            Reading::Empty | Reading::Wrong(_) => None,
        })
    };
    view! {
        section(id="what-runs", class="card", aria-labelledby="what-runs-heading") {
            h2(id="what-runs-heading") { (text("whatRuns")) }
            (name().map(|name| view! { p(class="plan-name") { (name) } }))
            (about().map(|about| view! { p(class="quiet name") { (about) } }))
            (if courses.with(Vec::is_empty) {
                view! { p(class="quiet") { (text("whatRunsEmpty")) } }
            } else {
                let items: Vec<View> = courses.get_clone().into_iter().map(course).collect();
                view! { (items) }
            })
            (match planned.lint.get_clone() {
                Lint::Failed(why) => {
                    let code = code_of(why.code);
                    let content = failure(why);
                    view! { div(id="plan-refusal", class="notice danger", role="alert", data-code=code) { (content) } }
                }
                _ => View::new(),
            })
            (if runs(courses) {
                view! { p(id="site-code", class="notice") { (text("siteCode")) } }
            } else {
                View::new()
            })
        }
    }
}

fn runs(courses: ReadSignal<Vec<Course>>) -> bool {
    courses.with(|courses| courses.iter().any(|it| matches!(it.coming, Coming::Runs(_))))
}

fn course(course: Course) -> View {
    let Course { database, from, to, coming } = course;
    let versions = versions(from, to);
    let (legs, words) = match coming {
        Coming::Runs(legs) => (legs, None),
        Coming::Depends(legs) => (legs, Some(text("versionUnknown"))),
        Coming::Nothing => (Vec::new(), Some(with("nothingToDo", &[to.to_string()]))),
        Coming::Cannot(why) => (Vec::new(), Some(why)),
    };
    let table = (!legs.is_empty()).then(|| table(legs));
    let words = words.map(|words| view! { p(class="quiet") { (words) } });
    let data = database.clone();
    view! {
        div(class="course", data-database=data) {
            h3 { span(class="name") { (database) } " " span(class="versions") { (versions) } }
            (words)
            (table)
        }
    }
}

/// `1 → 3`, in words that are read aloud too.
pub fn versions(from: Option<u64>, to: u64) -> String {
    match from {
        None => with("versionTo", &[to.to_string()]),
        Some(0) => with("versionNew", &[to.to_string()]),
        Some(from) if from >= to => with("versionIs", &[from.to_string()]),
        Some(from) => with("versionFromTo", &[from.to_string(), to.to_string()]),
    }
}

fn table(legs: Vec<Leg>) -> View {
    let rows: Vec<View> = legs.into_iter().map(row).collect();
    view! {
        div(class="wide") {
            table {
                thead {
                    tr {
                        th(scope="col", class="number") { (text("version")) }
                        th(scope="col") { (text("migration")) }
                        th(scope="col") { (text("strategy")) }
                    }
                }
                tbody { (rows) }
            }
        }
    }
}

fn row(leg: Leg) -> View {
    let version = leg.version.to_string();
    let id = leg.id.map(|id| view! { span(class="label") { (id) } });
    let description = leg.description.map(|it| view! { span(class="name") { (it) } });
    let amount = count("operations", leg.operations.len() as u64);
    let operations: Vec<View> = leg
        .operations
        .into_iter()
        .map(|(name, store)| view! { li { code { (name) } " " span(class="name") { (store) } } })
        .collect();
    let strategy = strategy(leg.strategy);
    view! {
        tr {
            td(class="number") { (version) }
            td {
                div(class="stack") { (id) (description) }
                details { summary(class="quiet") { (amount) } ol(class="operations") { (operations) } }
            }
            td { (strategy) }
        }
    }
}

/// A strategy's name.
pub fn strategy(strategy: Strategy) -> String {
    match strategy {
        Strategy::Transactional => text("strategyTransactional"),
        Strategy::Parallel => text("strategyParallel"),
        Strategy::Lazy => text("strategyLazy"),
    }
}
