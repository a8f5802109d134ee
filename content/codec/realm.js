// Values of the page, seen from a content script.
//
// In Firefox a content script sees the page's objects through Xray wrappers, which hide own
// properties and break identity: JavaScript's own objects are looked at without them ("waived"),
// objects of the platform with them. What the page did to its prototypes must not matter, so
// internal slots are read by this realm's own intrinsics.
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

  /** A prototype's getter. @param {any} prototype @param {string | symbol} name */
  const getter = (prototype, name) =>
    /** @type {(this: any) => any} */ (Object.getOwnPropertyDescriptor(prototype, name)?.get);
  codec.getter = getter;

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
  /**
   * The prototypes that values like this one can have: this realm's, and the page's. Firefox makes
   * stored values in the one or in the other, depending on the call that reads them.
   * @param {any} sample
   * @returns {any[]}
   */
  codec.prototypesOf = (sample) => {
    const own = Object.getPrototypeOf(sample);
    if (!hasXrays) return [own];
    const { cloneInto, window } = /** @type {any} */ (globalThis);
    return [own, Object.getPrototypeOf(codec.waive(cloneInto(sample, window)))];
  };
})();
