// What kind of object a value is.
//
// An object's prototype says what it probably is, and a look at its internal slots makes sure:
// no code of the page runs, and nothing that the page did to its prototypes can mislead. Stored
// values always have the intrinsic prototypes, so guesses are seldom wrong; a wrong one costs time.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { slots, getter, prototypesOf } = codec;

  const { getPrototypeOf } = Object;
  const { isArray } = Array;
  const toStringTag = Object.prototype.toString;
  const global = /** @type {any} */ (globalThis);

  /** Whether a call on an object succeeds: whether the object has the internal slot. @param {Function} probe */
  const has = (probe) => (/** @type {any} */ object) => {
    try {
      probe.call(object);
      return true;
    } catch {
      return false;
    }
  };

  /** The class's name in an object of the platform, as the browser (not the page) has it. @param {any} native */
  const tagOf = (native) => toStringTag.call(native).slice(8, -1);

  /** Classes of the language. @type {Map<string, (object: any) => boolean>} */
  const language = new Map([
    ["Date", has(Date.prototype.getTime)],
    ["Map", has(slots.mapSize)],
    ["Set", has(slots.setSize)],
    // On RegExp.prototype itself the getter answers too, but that is never a stored value.
    ["RegExp", has(slots.regExpSource)],
    ["Number", has(Number.prototype.valueOf)],
    ["String", has(String.prototype.valueOf)],
    ["Boolean", has(Boolean.prototype.valueOf)],
    ["BigInt", has(BigInt.prototype.valueOf)],
    ["ArrayBuffer", has(slots.bufferByteLength)],
    ["DataView", has(slots.viewBuffer)],
  ]);

  /** Classes of the platform, by the getter of one of their slots; derived ones first. @type {Map<string, (object: any) => boolean>} */
  const platform = new Map();
  for (const [name, slot] of /** @type {[string, string][]} */ ([
    ["File", "lastModified"],
    ["Blob", "size"],
    ["FileList", "length"],
    ["CryptoKey", "extractable"],
    ["ImageData", "data"],
    ["QuotaExceededError", "quota"],
    ["DOMException", "code"],
    ["DOMPoint", "x"],
    ["DOMPointReadOnly", "x"],
    ["DOMRect", "x"],
    ["DOMRectReadOnly", "x"],
    ["DOMQuad", "p1"],
    ["DOMMatrix", "a"],
    ["DOMMatrixReadOnly", "a"],
  ])) {
    const prototype = global[name]?.prototype;
    const probe = prototype && getter(prototype, slot);
    // Not in insecure contexts, for instance: then no value of that class can be stored either.
    if (probe) platform.set(name, has(probe));
  }

  // DOMExceptions are errors too, by this.
  const isError = /** @type {any} */ (Error).isError ?? ((/** @type {any} */ object) => tagOf(object) === "Error");
  language.set("Error", (object) => isError(object) && codec.platformKindOf(codec.native(object)) === undefined);

  /**
   * The class of an object of the platform.
   * @param {any} native as `codec.native` gives it
   * @returns {string | undefined}
   */
  codec.platformKindOf = (native) => {
    // The readonly geometry classes' getters answer for the others too: the name tells them apart.
    const name = tagOf(native);
    if (platform.get(name)?.(native)) return name;
    for (const [other, isOne] of platform) if (isOne(native)) return other;
    return undefined;
  };

  /** What an object with this prototype probably is. @type {Map<any, string>} */
  const probable = new Map();
  /** @param {any} sample @param {string} kind */
  const note = (sample, kind) => {
    for (const prototype of prototypesOf(sample)) probable.set(prototype, kind);
  };
  note(new Date(0), "Date");
  note(new Map(), "Map");
  note(new Set(), "Set");
  note(/x/, "RegExp");
  note(Object(1), "Number");
  note(Object(""), "String");
  note(Object(true), "Boolean");
  note(Object(1n), "BigInt");
  note(new ArrayBuffer(0), "ArrayBuffer");
  note(new DataView(new ArrayBuffer(0)), "DataView");
  for (const name of Object.keys(codec.typedArrayTags)) {
    if (!global[name]) continue;
    note(new global[name](0), name);
    language.set(name, (object) => slots.typedArrayName.call(object) === name);
  }
  for (const name of platform.keys()) probable.set(codec.waive(global[name].prototype), name);

  const [plainPrototype, pagesPlainPrototype = plainPrototype] = prototypesOf({});

  /**
   * What kind of object a waived object is: "Object", "Array", the name of another class of the
   * language, or of the platform.
   * @param {any} object
   * @returns {string}
   */
  codec.kindOf = (object) => {
    const prototype = getPrototypeOf(object);
    if (prototype === plainPrototype || prototype === pagesPlainPrototype) return "Object";
    if (isArray(object)) return "Array";
    const guess = probable.get(prototype);
    if (guess !== undefined) {
      const isOne = language.get(guess);
      if (isOne ? isOne(object) : codec.platformKindOf(codec.native(object)) === guess) return guess;
    }
    const typedArray = slots.typedArrayName.call(object);
    if (typedArray !== undefined) return typedArray;
    for (const [name, isOne] of language) if (isOne(object)) return name;
    const native = codec.native(object);
    return codec.platformKindOf(native) ?? tagOf(native);
  };

  /** The classes whose objects the browser lets out of their origin. */
  const leaving = new Set(["Blob", "File", "CryptoKey"]);

  /** Whether the browser lets an object out of its origin. @param {any} object */
  codec.canLeave = (object) => leaving.has(codec.platformKindOf(codec.native(object)) ?? "");

  /** The class of an object that no file can carry. @param {any} object */
  codec.className = (object) => {
    const waived = codec.waive(object);
    return codec.kindOf(waived) === "Error" ? codec.errorName(waived) : tagOf(codec.native(object));
  };
})();
