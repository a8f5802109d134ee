// Names of databases, stores and indexes, as they stand in the messages' JSON.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** Whether a string has no lone surrogates. @param {string} text */
  const isWellFormed = (text) => !/\p{Surrogate}/u.test(text);

  /**
   * Whether a database, a store or an index can have this name here. Firefox puts U+FFFD in the
   * place of lone surrogates: of a database's when it is asked to open one, which it then lists
   * and never opens; of a store's or an index's when the transaction is complete.
   * @param {string} name
   */
  agent.isPossibleName = (name) =>
    isWellFormed(name) || /** @type {any} */ (globalThis).XPCNativeWrapper === undefined;

  /** @param {string} name @param {{database?: string, store?: string}} place */
  agent.requirePossibleName = (name, place) => {
    if (agent.isPossibleName(name)) return;
    throw new agent.AgentFailure("DataError", "this browser keeps no names with lone surrogates", place);
  };

  /** A name that nothing has. @param {(name: string) => boolean} isTaken */
  agent.unusedName = (isTaken) => {
    let number = 0;
    while (isTaken(`drydock ${number}`)) number += 1;
    return `drydock ${number}`;
  };

  /**
   * A name for JSON: itself, or its WTF-8 bytes where no JSON string can carry it safely.
   * @param {string} name
   * @returns {string | {wtf8: string}}
   */
  agent.nameToWire = (name) => {
    if (isWellFormed(name)) return name;
    let hex = "";
    const push = (/** @type {number} */ byte) => (hex += byte.toString(16).padStart(2, "0"));
    for (const character of name) {
      const point = /** @type {number} */ (character.codePointAt(0));
      if (point < 0x80) {
        push(point);
      } else if (point < 0x800) {
        push(0xc0 | (point >> 6));
        push(0x80 | (point & 0x3f));
      } else if (point < 0x10000) {
        push(0xe0 | (point >> 12));
        push(0x80 | ((point >> 6) & 0x3f));
        push(0x80 | (point & 0x3f));
      } else {
        push(0xf0 | (point >> 18));
        push(0x80 | ((point >> 12) & 0x3f));
        push(0x80 | ((point >> 6) & 0x3f));
        push(0x80 | (point & 0x3f));
      }
    }
    return { wtf8: hex };
  };

  /**
   * The name that JSON carried.
   * @param {string | {wtf8: string}} wire
   * @returns {string}
   */
  agent.nameFromWire = (wire) => {
    if (typeof wire === "string") return wire;
    const bytes = (wire.wtf8.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
    let name = "";
    for (let at = 0; at < bytes.length; ) {
      const first = bytes[at];
      const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      let point = length === 1 ? first : first & (0xff >> (length + 1));
      for (let more = 1; more < length; more += 1) point = (point << 6) | (bytes[at + more] & 0x3f);
      name += String.fromCodePoint(point);
      at += length;
    }
    return name;
  };

  /** Key paths: a name, or an array of them. @param {string | string[]} keyPath */
  agent.keyPathToWire = (keyPath) =>
    typeof keyPath === "string" ? agent.nameToWire(keyPath) : Array.from(keyPath, agent.nameToWire);

  /** @param {any} wire @returns {string | string[]} */
  agent.keyPathFromWire = (wire) =>
    Array.isArray(wire) ? wire.map(agent.nameFromWire) : agent.nameFromWire(wire);
})();
