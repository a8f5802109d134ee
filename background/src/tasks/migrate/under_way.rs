//! What is under way on a database, and what it keeps from being done.

use drydock::messages::{ErrorCode, Failure, Location};
use drydock::migration::UnderWay;
use drydock::plan::Strategy;
use drydock::value::Text;

use crate::app::App;
use crate::failure::Outcome;

/// Fails where a migration is under way on one of an origin's databases that are `concerned`.
pub async fn require_nothing_under_way(
    app: &App,
    origin: &str,
    concerned: impl Fn(&Text) -> bool,
) -> Outcome<()> {
    let all = app.under_way.all().await?;
    match all.iter().find(|state| state.origin == origin && concerned(&state.database)) {
        Some(state) => Err(busy(state)),
        None => Ok(()),
    }
}

/// The migration that is under way on a database, by the name that is shown of it.
pub async fn under_way(app: &App, origin: &str, database: &str) -> Outcome<UnderWay> {
    let mut all = app.under_way.all().await?;
    all.retain(|state| state.origin == origin && state.database.to_string_lossy() == database);
    all.pop().ok_or_else(|| {
        Failure::new(
            ErrorCode::NothingUnderWay,
            format!("No migration of {database:?} is under way here."),
        )
    })
}

fn busy(state: &UnderWay) -> Failure {
    let name = state.database.to_string_lossy();
    Failure::new(
        ErrorCode::Busy,
        format!(
            "A {} migration of {name:?} to version {} is under way ({}).",
            in_words(state.course.strategy()),
            state.to,
            state.course.phase()
        ),
    )
    .then("Go on with it by `resume`, or end it by `abandon`.")
    .at(Location::database(name))
}

/// A strategy as plans call it.
pub fn in_words(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Transactional => "transactional",
        Strategy::Parallel => "parallel",
        Strategy::Lazy => "lazy",
    }
}
