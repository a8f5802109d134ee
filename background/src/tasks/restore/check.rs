//! Reading a database back and comparing it with what it must have become.

use std::borrow::Cow;

use drydock::archive::StorePath;
use drydock::messages::{ErrorCode, Failure, Location};
use drydock::restore::{DatabasePlan, Source};

use super::Contents;
use super::feed::Fed;
use super::known::{Held, Known, When};
use crate::agent::{Reading, Session};
use crate::failure::Outcome;

/// Compares a database with its plan and with what went into it.
///
/// # Errors
///
/// `check_failed`, with the store, where it is not equal.
pub async fn check(
    session: &mut Session,
    plan: &DatabasePlan,
    fed: &[Option<Fed>],
    safety: &Contents,
) -> Outcome<()> {
    let operation = session.operation().clone();
    let name = &plan.target.name;
    let failed = |store: Option<&drydock::value::Text>, what: &str| {
        Failure::new(
            ErrorCode::CheckFailed,
            "What was restored, read back, is not what the backup holds.",
        )
        .detailed(what)
        .at(Location {
            store: store.map(|store| store.to_string_lossy().into_owned()),
            ..Location::database(name.to_string_lossy())
        })
    };
    let stores: Option<Vec<Held<'_>>> =
        (0..plan.target.stores.len()).map(|at| expected(plan, at, fed, safety)).collect();
    let stores = stores.ok_or_else(|| failed(None, "unknown"))?;
    let known = Known { schema: plan.target.clone(), stores };
    let reading = Reading::begin(session, name, None).await?;
    match known.difference(reading, &operation, When::After).await? {
        None => Ok(()),
        Some(found) => Err(failed(found.store.as_ref(), found.what)),
    }
}

/// What reading a store back must give.
fn expected<'a>(
    plan: &DatabasePlan,
    position: usize,
    fed: &'a [Option<Fed>],
    safety: &'a Contents,
) -> Option<Held<'a>> {
    match *plan.sources.get(position)? {
        Source::Backup { .. } | Source::Safety { .. } | Source::Add { .. } => {
            let fed = fed.get(position)?.as_ref()?;
            Some(Held { sha256: fed.sha256, attachments: Cow::Borrowed(&fed.attachments) })
        }
        Source::Empty => Some(Held::nothing()),
        Source::Leave { database, store } => {
            let path = StorePath::of_index(database, store);
            let sha256 = safety.digest_of(path)?;
            Some(Held { sha256, attachments: Cow::Borrowed(safety.attachments(path)) })
        }
    }
}
