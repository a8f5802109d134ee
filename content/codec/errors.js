// Errors: what structured clone keeps of them, and what browsers add to it.
//
// Of `message`, `stack` and `cause` those are encoded that are the error's own properties. In
// Firefox the stack is not: it is an internal slot that no code can write, so that encoding it
// would make bytes that cannot be restored there.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags, slots } = codec;

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
  codec.errorName = (error) => classes.get(Object.getPrototypeOf(error)) ?? "Error";

  /** Whether the encoding has this error's class. @param {any} error waived */
  codec.isEncodableError = (error) => names.includes(codec.errorName(error));

  /** @param {any} encoder @param {any} error waived */
  codec.writeError = (encoder, error) => {
    const { writer } = encoder;
    writer.tag(tags.ERROR);
    writer.array(2);
    writer.text(codec.errorName(error));
    encoder.properties(error, ["message", "stack", "cause"].filter((name) => Object.hasOwn(error, name)));
  };

  /** An error of a class without any property. @param {string} name */
  const create = (name) => {
    const Class = global[name];
    if (slots.hasErrorStack) {
      // Firefox's further arguments: otherwise the page would see the extension's address as `fileName`.
      return new Class(undefined, "", 0);
    }
    const error = new Class();
    delete error.stack;
    return error;
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
    const error = decoder.begin(create(name));
    /** @param {string} property @param {any} value */
    const define = (property, value) =>
      Object.defineProperty(error, property, { value, writable: true, enumerable: false, configurable: true });
    for (const [property, text] of texts) define(property, text);
    if (hasCause) define("cause", decoder.item());
    return error;
  };
})();
