// What others should read in an archive of this site: its records in the notation of
// tests/python/typed_values.py. It knows nothing of Drydock's encoding but what
// docs/record-encoding.md says.

window.notationOf = (() => {
  const isObject = (value) => typeof value === "object" && value !== null;
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const kindOf = (object) => Object.prototype.toString.call(object).slice(8, -1);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const bytesOf = (view) => hex(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const ownStack = Object.hasOwn(new Error(""), "stack");

  /** Lone surrogates have no UTF-8: the bytes that they would have. */
  const wtf8 = (text) => {
    const bytes = [];
    for (const character of text) {
      const point = character.codePointAt(0);
      if (point >= 0xd800 && point <= 0xdfff) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
      else bytes.push(...new TextEncoder().encode(character));
    }
    return hex(bytes);
  };
  const text = (value) => (value.isWellFormed() ? value : { $: "string", wtf8: wtf8(value) });
  const number = (value) => {
    const hasDigits = Number.isFinite(value) && !Object.is(value, -0);
    return hasDigits ? value : { $: "number", value: Object.is(value, -0) ? "-0" : String(value) };
  };

  /** A JSON object whose names may be any, in this order. */
  const object = (entries) => {
    if (entries.some(([name]) => !name.isWellFormed() || name.startsWith("$"))) {
      return { $: "object", entries: entries.map(([name, value]) => [text(name), value]) };
    }
    const made = Object.create(null);
    for (const [name, value] of entries) made[name] = value;
    return made;
  };

  const points = (point) => [point.x, point.y, point.z, point.w];
  const rectangle = ({ x, y, width, height }) => [x, y, width, height];
  const matrix = (one) =>
    one.is2D ? [one.a, one.b, one.c, one.d, one.e, one.f] : [1, 2, 3, 4].flatMap((column) => [1, 2, 3, 4].map((row) => one[`m${column}${row}`]));
  const geometry = {
    DOMPoint: points, DOMPointReadOnly: points, DOMRect: rectangle, DOMRectReadOnly: rectangle,
    DOMQuad: ({ p1, p2, p3, p4 }) => [p1, p2, p3, p4].map(points), DOMMatrix: matrix, DOMMatrixReadOnly: matrix,
  };
  const numbers = (value) => (Array.isArray(value) ? value.map(numbers) : number(value));

  /** The error's stack, as the browser keeps it. */
  const stackOf = (error) => (ownStack && !Object.hasOwn(error, "stack") ? undefined : error.stack);

  /** A view's elements, which nothing else may refer to where it is all of a buffer. */
  const lengthOf = (view) => (followsItsBuffer(view) ? null : (view.length ?? view.byteLength));

  /** What an object holds, in the order in which it is written. */
  const heldBy = (object) => {
    const kind = kindOf(object);
    if (ArrayBuffer.isView(object)) return [object.buffer];
    if (kind === "Map") return [...object].flat();
    if (kind === "Set" || kind === "FileList") return [...object];
    if (kind === "Error") return Object.hasOwn(object, "cause") ? [object.cause] : [];
    return kind === "Array" || kind === "Object" ? Object.values(object) : [];
  };

  /** One key or value. Ordinals go on from record to record. */
  class Notation {
    constructor(ordinals) {
      this.ordinals = ordinals;
      this.uses = new Map();
      this.begun = new Map();
    }

    count(value) {
      const waiting = [value];
      while (waiting.length > 0) {
        const next = waiting.pop();
        if (!isObject(next)) continue;
        const uses = (this.uses.get(next) ?? 0) + 1;
        this.uses.set(next, uses);
        if (uses === 1) waiting.push(...heldBy(next));
      }
      return this;
    }

    typed(value) {
      if (value === undefined) return { $: "undefined" };
      if (typeof value === "number") return number(value);
      if (typeof value === "string") return text(value);
      if (typeof value === "bigint") return { $: "BigInt", value: String(value) };
      if (!isObject(value)) return value;
      if (!(this.uses.get(value) > 1)) return this.object(value);
      if (this.begun.has(value)) return { $: "reference", index: this.begun.get(value) };
      this.begun.set(value, this.begun.size);
      return { $: "shared", value: this.object(value) };
    }

    named(value, names) {
      return names.map((name) => [name, this.typed(value[name])]);
    }

    object(value) {
      const kind = kindOf(value);
      if (Object.hasOwn(geometry, kind)) return { $: kind, numbers: numbers(geometry[kind](value)) };
      if (ArrayBuffer.isView(value)) return this.view(value, kind);
      switch (kind) {
        case "Array": return this.array(value);
        case "Map": return { $: "Map", entries: [...value].map((pair) => pair.map((one) => this.typed(one))) };
        case "Set": return { $: "Set", values: [...value].map((one) => this.typed(one)) };
        case "Date": return { $: "Date", ms: Number.isNaN(value.getTime()) ? null : value.getTime() };
        case "RegExp": return { $: "RegExp", source: text(value.source), flags: value.flags };
        case "Number": case "String": case "Boolean": case "BigInt": return { $: "boxed", value: this.typed(value.valueOf()) };
        case "ArrayBuffer": {
          const buffer = { $: "ArrayBuffer", bytes: hex(new Uint8Array(value)) };
          return value.resizable ? { ...buffer, maxByteLength: value.maxByteLength } : buffer;
        }
        case "Error": {
          const stack = stackOf(value);
          const own = ["message", "cause"].filter((name) => Object.hasOwn(value, name));
          const properties = this.named(value, own);
          if (stack !== undefined) properties.splice(own.includes("message") ? 1 : 0, 0, ["stack", text(stack)]);
          return { $: "Error", name: Object.getPrototypeOf(value).name, properties: object(properties) };
        }
        case "DOMException": return { $: "DOMException", name: text(value.name), message: text(value.message) };
        case "Blob": return { $: "Blob", ordinal: this.ordinals.next++, type: text(value.type) };
        case "File": {
          const { type, name, lastModified } = value;
          return { $: "File", ordinal: this.ordinals.next++, type: text(type), name: text(name), lastModified };
        }
        case "FileList": return { $: "FileList", files: Array.from(value, (one) => this.typed(one)) };
        case "CryptoKey": return { $: "CryptoKey", ordinal: this.ordinals.next++ };
        case "ImageData": {
          const { width, height, colorSpace = "srgb", pixelFormat = "rgba-unorm8", data } = value;
          // The usual format is not named: not every browser has a name for it.
          const named = pixelFormat === "rgba-unorm8" ? null : pixelFormat;
          return { $: "ImageData", width, height, colorSpace, pixelFormat: named, bytes: bytesOf(data) };
        }
        case "Object": return object(this.named(value, Object.keys(value)));
        default: throw new Error(`the notation has no ${kind}`);
      }
    }

    array(value) {
      const names = Object.keys(value);
      const isPlain = names.length === value.length && names.every((name, at) => name === String(at));
      if (isPlain) return value.map((one) => this.typed(one));
      return { $: "Array", length: value.length, properties: object(this.named(value, names)) };
    }

    view(value, kind) {
      const { buffer, byteOffset, byteLength } = value;
      const isWhole = byteOffset === 0 && byteLength === buffer.byteLength && !buffer.resizable && this.uses.get(buffer) === 1;
      if (isWhole && value instanceof TypedArray) return { $: kind, bytes: bytesOf(value) };
      return { $: kind, buffer: this.typed(buffer), byteOffset, length: lengthOf(value) };
    }
  }

  const promised = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  /**
   * What each store of these databases holds, by the path of its payload in an archive of them, as
   * JSON: WebDriver keeps no order of properties.
   */
  return async (names) => {
    const expected = {};
    const four = (at) => String(at + 1).padStart(4, "0");
    for (const [at, name] of names.entries()) {
      const database = await promised(indexedDB.open(name));
      for (const [position, storeName] of [...database.objectStoreNames].entries()) {
        const store = database.transaction(storeName).objectStore(storeName);
        const [keys, values] = await Promise.all([promised(store.getAllKeys()), promised(store.getAll())]);
        const ordinals = { next: 0 };
        const typed = (value) => new Notation(ordinals).count(value).typed(value);
        // No key is shared with anything, not even within itself.
        const records = keys.map((key, n) => [new Notation(ordinals).typed(key), typed(values[n])]);
        expected[`databases/${four(at)}/stores/${four(position)}.cborseq`] = records;
      }
      database.close();
    }
    return JSON.stringify(expected);
  };
})();
