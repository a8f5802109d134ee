//! From a request to its answer.

use drydock::messages::{ErrorCode, Failure, Reply, Request, Success};
use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use crate::app::App;
use crate::failure::Outcome;
use crate::reflect;
use crate::tasks::{self, RestoreRequest};

/// Answers a request of a page of the extension.
pub async fn answer(app: &App, request: &JsValue) -> JsValue {
    match parse(request) {
        Ok((Request::Export { backup_id }, _)) => match tasks::export(app, &backup_id).await {
            Ok((success, file)) => {
                let reply = to_js(&Reply::done(success));
                reflect::set(reply.unchecked_ref(), "blob", &file);
                reply
            }
            Err(failure) => to_js(&Reply::failed(failure)),
        },
        Ok((request, file)) => to_js(&match carry_out(app, request, file).await {
            Ok(success) => Reply::done(success),
            Err(failure) => Reply::failed(failure),
        }),
        Err(failure) => to_js(&Reply::failed(failure)),
    }
}

/// A reply as a message carries it: plain objects, and `undefined` fields left out.
pub fn to_js(reply: &Reply) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    // A reply has only strings, safe integers, lists and records: there is nothing to fail.
    reply.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
}

async fn carry_out(app: &App, request: Request, file: Option<File>) -> Outcome<Success> {
    match request {
        Request::Inventory { tab_id } => tasks::inventory(tab_id).await,
        Request::Backup { tab_id, databases, label, allow_loss } => {
            tasks::backup(app, tab_id, databases, label, allow_loss).await
        }
        Request::Backups {} => {
            Ok(Success { backups: Some(app.backups.list().await?), ..Success::default() })
        }
        Request::Restore { tab_id, backup_id, databases, exact, allow_loss } => {
            let request = RestoreRequest { tab: tab_id, backup_id, databases, exact, allow_loss };
            tasks::restore(app, request).await
        }
        Request::Contents { backup_id } => tasks::contents(app, &backup_id).await,
        Request::Verify { backup_id } => tasks::verify(app, &backup_id).await,
        Request::Delete { backup_id } => tasks::delete(app, &backup_id).await,
        Request::Import {} => match file {
            Some(file) => tasks::import(app, file).await,
            None => Err(bad_request("`import` needs a File in `file`")),
        },
        // Answered above: its answer has a Blob.
        Request::Export { backup_id } => {
            tasks::export(app, &backup_id).await.map(|(success, _)| success)
        }
        Request::Lint { plan, tab_id, data } => tasks::lint(app, &plan.text(), tab_id, data).await,
        Request::Rehearse { tab_id, plan, allow_loss } => {
            tasks::rehearse(app, tab_id, &plan.text(), allow_loss).await
        }
        Request::DryRun { backup_id, plan } => tasks::dry_run(app, &backup_id, &plan.text()).await,
        Request::Migrate { tab_id, plan, allow_loss, hold } => {
            tasks::migrate(app, tab_id, &plan.text(), allow_loss, hold).await
        }
        Request::Resume { tab_id, database, allow_loss, hold } => {
            tasks::resume(app, tab_id, &database, allow_loss, hold).await
        }
        Request::Abandon { tab_id, database } => tasks::abandon(app, tab_id, &database).await,
        Request::Report { backup_id } => tasks::report(app, &backup_id).await,
        Request::Undo { tab_id, database } => tasks::undo_migration(app, tab_id, &database).await,
        Request::Status { tab_id, plan } => {
            tasks::status(app, tab_id, plan.map(|plan| plan.text()).as_deref()).await
        }
        Request::Baseline { tab_id, database, version } => {
            tasks::baseline(app, tab_id, &database, version).await
        }
        Request::Repair { tab_id, database, plan } => {
            tasks::repair(app, tab_id, &database, plan.map(|plan| plan.text()).as_deref()).await
        }
        Request::Cancel { operation_id } => cancel(app, &operation_id),
        Request::State {} => {
            Ok(Success { operations: Some(app.operations.states()), ..Success::default() })
        }
    }
}

fn cancel(app: &App, operation_id: &str) -> Outcome<Success> {
    let no_effect = |message: &str| Failure::new(ErrorCode::NoSuchOperation, message);
    let operation = app
        .operations
        .find(operation_id)
        .ok_or_else(|| no_effect("There is no such operation."))?;
    if operation.cancel() {
        Ok(Success::default())
    } else {
        Err(no_effect("It is too late: the operation has ended, or must be finished.")
            .then("Wait for its end."))
    }
}

/// Takes a request apart. A File is no part of the request's type, so it is taken out first.
fn parse(request: &JsValue) -> Outcome<(Request, Option<File>)> {
    if !request.is_object() {
        return Err(bad_request("a request is an object with a `kind`"));
    }
    let plain = Object::assign(&Object::new(), request.unchecked_ref());
    let file = if reflect::string(&plain, "kind").as_deref() == Some("import") {
        let file = reflect::get(&plain, "file").dyn_into().ok();
        let _ = js_sys::Reflect::delete_property(&plain, &"file".into());
        file
    } else {
        None
    };
    let parsed = serde_wasm_bindgen::from_value(plain.into())
        .map_err(|error| bad_request(&error.to_string()))?;
    Ok((parsed, file))
}

fn bad_request(detail: &str) -> Failure {
    Failure::new(ErrorCode::BadRequest, "Drydock does not understand this request.")
        .detailed(detail)
}
