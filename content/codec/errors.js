// Errors: what structured clone keeps of them.
//
// `message` and `cause` are properties of the error itself. So is `stack` in Chromium; in Firefox it
// is an internal slot that no code can write.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags, getter } = codec;

  /** The names of the classes that the encoding has. */
  const names = ["Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"];
  /** Classes with more to them, which some browsers store; the encoding has none of them. */
  const others = ["AggregateError", "InternalError", "SuppressedError"];

  const global = /** @type {any} */ (globalThis);
  /** @type {Map<any, string>} */
  const classes = new Map();
  for (const name of [...names, ...others]) {
    if (!global[name]) continue;
    const sample = Object.create(global[name].prototype);
    classes.set(Object.getPrototypeOf(sample), name);
    for (const prototype of codec.prototypesOf(name === "AggregateError" ? new global[name]([]) : new global[name]())) {
      // Where a browser clones them as plain errors, the name is that of the plain class already.
      if (!classes.has(prototype)) classes.set(prototype, name);
    }
  }

  /** The name of an error's class. @param {any} error waived */
  codec.errorName = (error) =>
    Object.hasOwn(error, "errors") ? "AggregateError" : (classes.get(Object.getPrototypeOf(error)) ?? "Error");

  /** Whether the encoding has this error's class. @param {any} error waived */
  codec.isEncodableError = (error) => names.includes(codec.errorName(error));

  /**
   * Firefox keeps a stored error's stack where nobody can set it, and its fileName, which anybody
   * can. There an error that is made anew carries its stack in the fileName, after this mark; the
   * mark without its line end says that it had none. Chromium keeps the own property `stack`.
   */
  const MARK = "stack:";
  const stackGetter = getter(Error.prototype, "stack");
  const hidesStacks = stackGetter !== undefined && !Object.hasOwn(new Error(""), "stack");

  /** An error's stack. @param {any} error waived @returns {string | undefined} */
  const stackOf = (error) => {
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

  /** A new error. @param {string} name one of `names` @param {string | undefined} message @param {string | undefined} stack */
  const makeError = (name, message, stack) => {
    const Class = global[name];
    if (hidesStacks) return new Class(message, stack === undefined ? MARK : `${MARK}\n${stack}`, 0);
    const error = new Class(message);
    delete error.stack;
    if (stack !== undefined) {
      Object.defineProperty(error, "stack", { value: stack, writable: true, enumerable: false, configurable: true });
    }
    return error;
  };

  /** @param {any} encoder @param {any} error waived */
  codec.writeError = (encoder, error) => {
    const { writer } = encoder;
    const texts = [
      ["message", Object.hasOwn(error, "message") ? error.message : undefined],
      ["stack", stackOf(error)],
    ].filter(([, text]) => text !== undefined);
    const hasCause = Object.hasOwn(error, "cause");
    writer.tag(tags.ERROR);
    writer.array(2);
    writer.text(codec.errorName(error));
    writer.map(texts.length + (hasCause ? 1 : 0));
    for (const [name, text] of texts) {
      writer.text(name);
      writer.text(text);
    }
    if (hasCause) {
      writer.text("cause");
      encoder.item(error.cause);
    }
  };

  /** @param {any} decoder @returns {any} */
  codec.readError = (decoder) => {
    const { reader } = decoder;
    reader.expectArray(2, "an Error");
    const name = reader.text("an Error's class");
    if (!names.includes(name)) decoder.malformed(`${name} is no class of errors`);
    const count = reader.count(5, "an Error's properties");
    /** @type {Map<string, string>} */
    const texts = new Map();
    const allowed = ["message", "stack", "cause"];
    let hasCause = false;
    for (let at = 0; at < count; at += 1) {
      const property = reader.text("a property's name");
      const position = allowed.indexOf(property);
      if (position < 0) decoder.malformed(`an Error has no ${property} there`);
      allowed.splice(0, position + 1);
      // The cause comes last, and may refer to the error.
      if (property === "cause") hasCause = true;
      else texts.set(property, reader.text(`an Error's ${property}`));
    }
    const error = decoder.begin(makeError(name, texts.get("message"), texts.get("stack")));
    if (hasCause) {
      Object.defineProperty(error, "cause", { value: decoder.item(), writable: true, enumerable: false, configurable: true });
    }
    return error;
  };
})();
