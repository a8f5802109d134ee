// The agent's port, with a transaction that takes whatever stands in the inbox.

import assert from "node:assert/strict";
import test from "node:test";

import { loadScripts } from "./load.js";

/** @type {(port: any) => void} */
let connect = () => {};
const global = /** @type {any} */ (globalThis);
global.chrome = {
  runtime: { id: "drydock", onConnect: { addListener: (/** @type {any} */ listener) => (connect = listener) } },
};

/** What the commands that write were when the transaction took them. @type {any[]} */
let taken = [];
global.drydock = {
  agent: {
    AgentFailure: { of: (/** @type {any} */ error) => Object.assign(error, { place: {} }) },
    /** @param {any} _command @param {any} session */
    replace: (_command, session) => {
      taken = session.inbox = [];
      return Promise.resolve();
    },
  },
};
loadScripts("content/agent/port.js");

/** A connected background worker. */
const connected = () => {
  taken = [];
  /** @type {(message: any) => void} */
  let deliver = () => {};
  connect({
    name: "agent",
    sender: { id: "drydock" },
    postMessage: () => {},
    onMessage: { addListener: (/** @type {any} */ listener) => (deliver = listener) },
    onDisconnect: { addListener: () => {} },
  });
  return (/** @type {any} */ command, /** @type {any} */ bytes) => deliver({ body: JSON.stringify(command), bytes });
};

/** Resolves when so many commands are in the inbox. @param {number} count */
const inboxHas = async (count) => {
  while (taken.length < count) await new Promise((resolve) => setImmediate(resolve));
};

/** So that what never arrives fails. */
const options = { timeout: 10_000 };

test("what was sent after records in a Blob does not overtake them", options, async () => {
  const send = connected();
  send({ kind: "replace" });
  send({ kind: "put", store: 0 }, new Blob([new Uint8Array(1 << 20)]));
  send({ kind: "remove", store: 0 }, new Uint8Array(1));
  send({ kind: "finish" });
  await inboxHas(3);
  assert.deepEqual(taken.map(({ command }) => command.kind), ["put", "remove", "finish"]);
  assert.equal(taken[0].bytes.length, 1 << 20);
});

test("a Blob that cannot be read fails the transaction, and nothing finishes before it", options, async () => {
  const send = connected();
  send({ kind: "replace" });
  const unreadable = new Blob([]);
  unreadable.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
  send({ kind: "put", store: 0 }, unreadable);
  send({ kind: "finish" });
  await inboxHas(2);
  assert.deepEqual(taken.map(({ command }) => command.kind), ["unreadable", "finish"]);
  assert.equal(taken[0].error.name, "NotReadableError");
});

test("what was sent for a command that failed does not reach the next", options, async () => {
  const send = connected();
  send({ kind: "replace" });
  send({ kind: "put", store: 0 }, new Blob([new Uint8Array(1 << 20)]));
  await inboxHas(0);
  const first = taken;
  send({ kind: "replace" });
  send({ kind: "finish" });
  while (taken === first) await new Promise((resolve) => setImmediate(resolve));
  await inboxHas(1);
  assert.deepEqual(taken.map(({ command }) => command.kind), ["finish"]);
});
