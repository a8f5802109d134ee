//! A conversation with the agent.

use drydock::messages::{ErrorCode, Failure, Location, Phase};
use drydock::protocol::{Command, Event};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;
use webext::Port;
use webext::port::Listening;

use crate::failure::{Outcome, agent, words};
use crate::operations::{Cancelling, Operation};
use crate::reflect;

/// How long a connection that the site holds is waited for. A site's service worker lives for
/// 30 s after its last event, and the reload that docks its page is one.
const PATIENCE: u32 = 120_000;

/// A message that is larger goes as a Blob: Chromium limits one to 64 MiB.
const LARGEST_MESSAGE: usize = 32 << 20;

/// What comes in.
enum Signal {
    Message(JsValue),
    Gone,
    Cancelled,
    OutOfPatience,
}

/// An event of the agent, with what it brought along.
pub struct Incoming {
    /// The event.
    pub event: Event,
    /// Encoded records: a Uint8Array, a Blob, or undefined.
    bytes: JsValue,
    /// The objects that the records refer to.
    pub attachments: Array,
}

impl Incoming {
    /// The encoded records.
    pub async fn bytes(&self) -> Outcome<Vec<u8>> {
        if let Some(bytes) = self.bytes.dyn_ref::<Uint8Array>() {
            return Ok(bytes.to_vec());
        }
        let Some(blob) = self.bytes.dyn_ref::<Blob>() else {
            return Err(malformed("a batch without bytes"));
        };
        let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|error| {
            let (name, message) = words(&error);
            Failure::new(ErrorCode::ReadFailed, "A large record could not be read.")
                .detailed(format!("{name}: {message}"))
        })?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

/// A connection to the agent, for one operation. Dropped, it disconnects, and the agent aborts
/// whatever transaction it holds.
pub struct Session {
    port: Port,
    operation: Operation,
    incoming: UnboundedReceiver<Signal>,
    sender: UnboundedSender<Signal>,
    _listening: [Listening; 2],
    _cancelling: Cancelling,
}

impl Session {
    /// Takes a port whose other end is the agent.
    pub fn over(port: Port, operation: &Operation) -> Self {
        let (sender, incoming) = unbounded();
        // The receiver lives as long as the listeners do: sending cannot fail.
        let signal = |sender: &UnboundedSender<Signal>, signal| drop(sender.unbounded_send(signal));
        let on_message = Listening::to(port.on_message(), {
            let sender = sender.clone();
            move |message| signal(&sender, Signal::Message(message))
        });
        let on_disconnect = Listening::to(port.on_disconnect(), {
            let sender = sender.clone();
            move |_| signal(&sender, Signal::Gone)
        });
        let cancelling = operation.when_cancelled({
            let sender = sender.clone();
            move || signal(&sender, Signal::Cancelled)
        });
        Self {
            port,
            operation: operation.clone(),
            incoming,
            sender,
            _listening: [on_message, on_disconnect],
            _cancelling: cancelling,
        }
    }

    /// The operation that it works for.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Sends a command.
    pub fn send(&self, command: &Command) -> Outcome<()> {
        self.send_records(command, &[], &Array::new())
    }

    /// Sends a command with encoded records and the objects that they refer to.
    pub fn send_records(
        &self,
        command: &Command,
        records: &[u8],
        attachments: &Array,
    ) -> Outcome<()> {
        let body = serde_json::to_string(command).map_err(|error| malformed(&error.to_string()))?;
        let message = Object::new();
        reflect::set(&message, "body", &body.into());
        if !records.is_empty() {
            let bytes = Uint8Array::from(records);
            let carried = if records.len() > LARGEST_MESSAGE {
                Blob::new_with_u8_array_sequence(&Array::of1(&bytes))
                    .map_err(|error| malformed(&words(&error).1))?
                    .into()
            } else {
                JsValue::from(bytes)
            };
            reflect::set(&message, "bytes", &carried);
            reflect::set(&message, "attachments", attachments);
        }
        webext::port::post(&self.port, &message).map_err(|error| gone().detailed(words(&error).1))
    }

    /// The agent's next event; `Failed` and the end of the page come as failures. While the
    /// agent says that it waits for a connection to close, so does this, with patience.
    pub async fn next(&mut self) -> Outcome<Incoming> {
        let phase = self.operation.phase();
        let mut patience: Option<Timeout> = None;
        let mut held = Location::default();
        loop {
            self.operation.check()?;
            match self.incoming.next().await {
                None | Some(Signal::Gone) => return Err(gone()),
                Some(Signal::Cancelled) => {}
                Some(Signal::OutOfPatience) if patience.is_some() => {
                    return Err(Failure::new(
                        ErrorCode::Blocked,
                        "Something keeps a connection to the database open.",
                    )
                    .at(held));
                }
                Some(Signal::OutOfPatience) => {}
                Some(Signal::Message(message)) => {
                    let incoming = parse(&message)?;
                    match incoming.event {
                        Event::Failed { error } => return Err(agent(&error)),
                        Event::Waiting { database } => {
                            held = Location::database(database.to_string_lossy());
                            self.operation.switch(Phase::WaitingForConnections);
                            let sender = self.sender.clone();
                            patience.get_or_insert_with(|| {
                                Timeout::new(PATIENCE, move || {
                                    drop(sender.unbounded_send(Signal::OutOfPatience));
                                })
                            });
                        }
                        _ => {
                            if patience.is_some() {
                                self.operation.switch(phase);
                            }
                            return Ok(incoming);
                        }
                    }
                }
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.port.disconnect();
    }
}

/// What the page sends is checked before anything is made of it.
fn parse(message: &JsValue) -> Outcome<Incoming> {
    let body = reflect::string(message, "body").ok_or_else(|| malformed("no body"))?;
    let event = serde_json::from_str(&body).map_err(|error| malformed(&error.to_string()))?;
    let attachments = reflect::get(message, "attachments").dyn_into::<Array>().unwrap_or_default();
    Ok(Incoming { event, bytes: reflect::get(message, "bytes"), attachments })
}

/// The agent said something that it never says.
pub fn malformed(detail: &str) -> Failure {
    Failure::new(
        ErrorCode::Internal,
        "The page's agent sent something that Drydock does not understand.",
    )
    .detailed(detail)
}

/// An event whose turn it was not.
pub fn unexpected(event: &Event, wanted: &str) -> Failure {
    malformed(&format!("{event:?} instead of {wanted}"))
}

fn gone() -> Failure {
    Failure::new(ErrorCode::PageGone, "The page was closed or left while Drydock worked on it.")
}
