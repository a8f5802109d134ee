//! Running a task as an operation.

use drydock::messages::{Reply, Success};

use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;

/// Runs a task as an operation that pages can watch and cancel.
///
/// # Errors
///
/// The task's own, or `busy` when another operation works on the origin.
pub async fn run(
    app: &App,
    kind: &str,
    origin: &str,
    task: impl AsyncFnOnce(&Operation) -> Outcome<Success>,
) -> Outcome<Success> {
    let operation = app.operations.begin(kind, origin)?;
    let outcome = task(&operation).await;
    operation.end(match &outcome {
        Ok(success) => Reply::done(success.clone()),
        Err(failure) => Reply::failed(failure.clone()),
    });
    outcome
}
