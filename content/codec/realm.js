// Values of the page, seen from a content script, and what kind of object each is.
//
// In Firefox a content script sees the page's objects through Xray wrappers, which hide own
// properties and break identity: JavaScript's own objects are looked at without them ("waived"),
// objects of the platform with them. What the page did to its prototypes must not matter, so
// kinds are told by this realm's own intrinsics, which look at internal slots, wherever possible.
// https://firefox-source-docs.mozilla.org/dom/scriptSecurity/xray_vision.html

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});

  /** Firefox's, in content scripts only. @type {any} */
  const Xray = /** @type {any} */ (globalThis).XPCNativeWrapper;
  const hasXrays = typeof Xray === "function" && typeof Xray.unwrap === "function";

  /** A value without an Xray wrapper. @type {(value: any) => any} */
  codec.waive = hasXrays
    ? (value) => ((typeof value === "object" && value !== null) ? Xray.unwrap(value) : value)
    : (value) => value;

  /** An object of the platform as this realm may use it. @type {(object: any) => any} */
  codec.native = hasXrays ? (object) => new Xray(object) : (object) => object;

  /** @param {any} prototype @param {string | symbol} name */
  const getter = (prototype, name) =>
    /** @type {(this: any) => any} */ (Object.getOwnPropertyDescriptor(prototype, name)?.get);

  const TypedArray = Object.getPrototypeOf(Uint8Array);
  /** Getters of internal slots, to be called on any object. */
  codec.slots = {
    typedArrayName: getter(TypedArray.prototype, Symbol.toStringTag),
    typedArrayBuffer: getter(TypedArray.prototype, "buffer"),
    typedArrayByteOffset: getter(TypedArray.prototype, "byteOffset"),
    typedArrayByteLength: getter(TypedArray.prototype, "byteLength"),
    typedArrayLength: getter(TypedArray.prototype, "length"),
    viewBuffer: getter(DataView.prototype, "buffer"),
    viewByteOffset: getter(DataView.prototype, "byteOffset"),
    viewByteLength: getter(DataView.prototype, "byteLength"),
    bufferByteLength: getter(ArrayBuffer.prototype, "byteLength"),
    bufferMaxByteLength: getter(ArrayBuffer.prototype, "maxByteLength"),
    bufferResizable: getter(ArrayBuffer.prototype, "resizable"),
    mapSize: getter(Map.prototype, "size"),
    setSize: getter(Set.prototype, "size"),
    regExpSource: getter(RegExp.prototype, "source"),
  };
  const { slots } = codec;

  /** Whether a call on an object succeeds: whether the object has the internal slot. @param {Function} probe */
  const has = (probe) => (/** @type {any} */ object) => {
    try {
      probe.call(object);
      return true;
    } catch {
      return false;
    }
  };

  const toStringTag = Object.prototype.toString;

  /** @param {any} object */
  const tagOf = (object) => toStringTag.call(object).slice(8, -1);

  /** @type {Record<string, (object: any) => boolean>} */
  const brands = {
    Date: has(Date.prototype.getTime),
    Map: has(slots.mapSize),
    Set: has(slots.setSize),
    // On RegExp.prototype itself the getter answers too, but that is never a stored value.
    RegExp: has(slots.regExpSource),
    Number: has(Number.prototype.valueOf),
    String: has(String.prototype.valueOf),
    Boolean: has(Boolean.prototype.valueOf),
    BigInt: has(BigInt.prototype.valueOf),
    ArrayBuffer: has(slots.bufferByteLength),
    DataView: has(slots.viewBuffer),
    // To the language a DOMException is an error too (https://tc39.es/ecma262/#sec-iserror).
    Error: (object) =>
      (/** @type {any} */ (Error).isError?.(object) ?? tagOf(object) === "Error") &&
      codec.platformKindOf(codec.native(object)) !== "DOMException",
  };

  /** @type {[string, (object: any) => boolean][]} */
  const allBrands = Object.entries(brands);

  /** Classes of the platform, by the getter of one of their slots; derived ones first. @type {[string, (object: any) => boolean][]} */
  const platform = [];
  for (const [name, slot] of /** @type {[string, string][]} */ ([
    ["File", "lastModified"],
    ["Blob", "size"],
    ["FileList", "length"],
    ["CryptoKey", "extractable"],
    ["ImageData", "data"],
    ["DOMException", "code"],
    ["DOMPoint", "x"],
    ["DOMPointReadOnly", "x"],
    ["DOMRect", "x"],
    ["DOMRectReadOnly", "x"],
    ["DOMQuad", "p1"],
    ["DOMMatrix", "a"],
    ["DOMMatrixReadOnly", "a"],
  ])) {
    const prototype = /** @type {any} */ (globalThis)[name]?.prototype;
    const probe = prototype && getter(prototype, slot);
    // Not in insecure contexts, for instance: then no value of that class can be stored either.
    if (probe) platform.push([name, has(probe)]);
  }

  /**
   * The prototypes that values like this one can have: this realm's, and the page's. Firefox makes
   * stored values in the one or in the other, depending on the call that reads them.
   * @param {any} sample
   * @returns {any[]}
   */
  const prototypesOf = (sample) => {
    const own = Object.getPrototypeOf(sample);
    if (!hasXrays) return [own];
    const { cloneInto, window } = /** @type {any} */ (globalThis);
    return [own, Object.getPrototypeOf(codec.waive(cloneInto(sample, window)))];
  };
  const [plainPrototype, pagesPlainPrototype = plainPrototype] = prototypesOf({});

  /** The names of errors that structured clone keeps apart. */
  codec.errorNames = ["Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"];
  const errorPrototypes = new Map(
    codec.errorNames.flatMap((/** @type {string} */ name) =>
      prototypesOf(new (/** @type {any} */ (globalThis)[name])("")).map((prototype) => [prototype, name]),
    ),
  );

  const AGGREGATE = "AggregateError";

  /**
   * Firefox keeps a stored error's stack where nobody can set it, and its fileName, which anybody
   * can. There an error that is made anew carries its stack in the fileName, after this mark; the
   * mark without its line end says that it had none. Chromium keeps the own property `stack`.
   */
  const MARK = "stack:";
  const stackGetter = getter(Error.prototype, "stack");
  const hidesStacks = stackGetter !== undefined && !Object.hasOwn(new Error(""), "stack");

  /** An error's stack. @param {any} error waived @returns {string | undefined} */
  codec.stackOf = (error) => {
    if (!hidesStacks) {
      const stack = Object.hasOwn(error, "stack") ? error.stack : undefined;
      return typeof stack === "string" ? stack : undefined;
    }
    const file = Object.hasOwn(error, "fileName") ? error.fileName : undefined;
    if (file === MARK) return undefined;
    if (typeof file === "string" && file.startsWith(`${MARK}\n`)) return file.slice(MARK.length + 1);
    const stack = stackGetter.call(error);
    return typeof stack === "string" ? stack : undefined;
  };

  /**
   * A new error.
   * @param {string} name one of `errorNames`
   * @param {string | undefined} message
   * @param {string | undefined} stack
   */
  codec.makeError = (name, message, stack) => {
    const Class = /** @type {any} */ (globalThis)[name];
    if (hidesStacks) return new Class(message, stack === undefined ? MARK : `${MARK}\n${stack}`, 0);
    const error = new Class(message);
    delete error.stack;
    if (stack !== undefined) {
      Object.defineProperty(error, "stack", { value: stack, writable: true, enumerable: false, configurable: true });
    }
    return error;
  };

  /** The name of an error's class. @param {any} error */
  codec.errorName = (error) => errorPrototypes.get(Object.getPrototypeOf(error)) ?? "Error";

  /**
   * What kind of object a waived object is: "Object", "Array", the name of a typed array's
   * class, or another class's name.
   * @param {any} object
   * @returns {string}
   */
  codec.kindOf = (object) => {
    const prototype = Object.getPrototypeOf(object);
    if (prototype === plainPrototype || prototype === pagesPlainPrototype) return "Object";
    if (Array.isArray(object)) return "Array";
    const typedArray = slots.typedArrayName.call(object);
    if (typedArray !== undefined) return typedArray;
    // A page can make an object claim another tag, but not have another class's slots.
    const claimed = tagOf(object);
    if (Object.hasOwn(brands, claimed) && brands[claimed](object)) {
      // Only Firefox keeps the errors of an AggregateError, for which this encoding has no place.
      return claimed === "Error" && Object.hasOwn(object, "errors") ? AGGREGATE : claimed;
    }
    for (const [name, isOne] of allBrands) if (isOne(object)) return name;
    return codec.platformKindOf(codec.native(object)) ?? (claimed === "Object" ? "Object" : claimed);
  };

  /**
   * The class of an object of the platform.
   * @param {any} object as `native` gives it
   * @returns {string | undefined}
   */
  codec.platformKindOf = (object) => {
    return platform.find(([, isOne]) => isOne(object))?.[0];
  };

  /** @param {any} object */
  codec.isBlob = (object) => ["Blob", "File"].includes(codec.platformKindOf(codec.native(object)) ?? "");

  /** @param {any} object */
  codec.isCryptoKey = (object) => codec.platformKindOf(codec.native(object)) === "CryptoKey";

  /** The class of an object that no file can carry. @param {any} object */
  codec.className = (object) => {
    const tag = tagOf(codec.native(object));
    // All other errors can be carried.
    return tag === "Error" ? AGGREGATE : tag;
  };
})();
