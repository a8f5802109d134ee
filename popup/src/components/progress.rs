//! How far a running operation is.

use drydock::messages::{Phase, Progress};
use sycamore::prelude::*;

use crate::format;
use crate::i18n::{count, text, with};
use crate::model::{Activity, fraction};
use crate::session::Session;

/// The progress bar, the counts, and the button that cancels.
#[component(inline_props)]
pub fn ProgressBar(session: Session) -> View {
    let progress = move || match session.activity() {
        Activity::Running(running) => running.progress,
        Activity::Idle | Activity::Ended(_) => None,
    };
    let can_cancel = move || match session.activity() {
        Activity::Running(running) => running.operation_id.is_some() && running.kind != "recover",
        Activity::Idle | Activity::Ended(_) => false,
    };
    view! {
        div(class="progress", hidden=!session.is_busy()) {
            progress(
                id="progress",
                max="1",
                aria-labelledby="status",
                value=move || progress().as_ref().and_then(fraction).map(|done| done.to_string()),
            )
            div(class="progress-line") {
                span(id="progress-text", class="quiet") { (progress().as_ref().map(amounts).unwrap_or_default()) }
                button(id="cancel", r#type="button", disabled=!can_cancel(), on:click=move |_| session.cancel()) {
                    (text("cancel"))
                }
            }
        }
    }
}

/// `1,200 of 5,000 records, 3 MB of 10 MB`.
fn amounts(progress: &Progress) -> String {
    let of = |done: String, total: Option<String>| match total {
        Some(total) => with("partOf", &[done, total]),
        None => done,
    };
    let mut parts = Vec::new();
    if progress.records > 0 || progress.total_records.is_some() {
        parts.push(match progress.total_records {
            Some(total) => {
                with("partOf", &[format::number(progress.records), count("records", total)])
            }
            None => count("records", progress.records),
        });
    }
    if progress.bytes > 0 || progress.total_bytes.is_some() {
        parts.push(of(format::bytes(progress.bytes), progress.total_bytes.map(format::bytes)));
    }
    parts.join(" · ")
}

/// What is being done, as a sentence.
pub fn phase(phase: Phase) -> String {
    match phase {
        Phase::Connecting => text("phaseConnecting"),
        Phase::Verifying => text("phaseVerifying"),
        Phase::Docking => text("phaseDocking"),
        Phase::WaitingForConnections => text("phaseWaiting"),
        Phase::Reading => text("phaseReading"),
        Phase::Blobs => text("phaseBlobs"),
        Phase::SafetyBackup => text("phaseSafetyBackup"),
        Phase::Trying => text("phaseTrying"),
        Phase::Writing => text("phaseWriting"),
        Phase::Checking => text("phaseChecking"),
        Phase::Copying => text("phaseCopying"),
        Phase::CatchingUp => text("phaseCatchingUp"),
        Phase::Switching => text("phaseSwitching"),
        Phase::Upgrading => text("phaseUpgrading"),
        Phase::Undoing => text("phaseUndoing"),
        Phase::Undocking => text("phaseUndocking"),
        Phase::LookingOn => text("phaseLookingOn"),
    }
}
