// The values that only browsers have. Those that cannot be made at once are promises.

(() => {
  /** Shared by all calls: what no file can carry must come back as the same object. */
  const kept = {};
  const pixels = (length) => Uint8ClampedArray.from({ length }, (_, at) => at * 7);
  const filesOf = (...files) => {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    return transfer.files;
  };

  /** @type {[string, () => any][]} */
  const cases = [
    ["long strings", () => ["0123456789".repeat(7000), "é".repeat(40000), "😀".repeat(600000), "x".repeat(1 << 21), `${"y".repeat(70000)}\ud800`]],
    ["half floats", () => [new Float16Array([1.5, -0, 65504, NaN]), new Float16Array(0)]],
    ["views that track the length and end within an element", () => { const b = new ArrayBuffer(5, { maxByteLength: 16 }); new Uint8Array(b).set([1, 2, 3, 4, 5]); return [new Uint16Array(b, 2), new Float64Array(b)]; }],
    ["a Blob", () => new Blob(["some text"], { type: "text/plain;charset=utf-8" })],
    ["an empty Blob without a type", () => new Blob([])],
    ["a Blob of a megabyte", () => new Blob([Uint8Array.from({ length: 1 << 20 }, (_, at) => (at * at) >> 3)], { type: "application/octet-stream" })],
    ["a Blob twice in a value", () => { const blob = new Blob(["twice"]); return { one: blob, other: blob, equal: new Blob(["twice"]) }; }],
    ["a File", () => new File(["content"], "naïve 😀/name?.txt", { type: "text/x-thing", lastModified: 1234567890123 })],
    ["Files in a Map", () => new Map([["a", new File([], "", { lastModified: 0 })], ["b", new File(["b"], "b", { lastModified: 1 })]])],
    ["a FileList", () => filesOf(new File(["1"], "one", { lastModified: 1 }), new File(["2"], "two", { type: "a/b", lastModified: 2 }))],
    ["an empty FileList", () => filesOf()],
    ["a FileList whose File stands beside it", () => { const list = filesOf(new File(["1"], "one", { lastModified: 1 })); return [list, list[0]]; }],
    ["ImageData", () => new ImageData(pixels(24), 3, 2)],
    ["a DOMPoint", () => [new DOMPoint(1, -0, NaN, 0.5), new DOMPointReadOnly(1, 2, Infinity, 4)]],
    ["a DOMRect", () => [new DOMRect(1, 2, -3, 4), new DOMRectReadOnly(0.5, -0, 1e9, NaN)]],
    ["a DOMQuad", () => new DOMQuad({ x: 1 }, { y: 2 }, { z: 3 }, { w: 4 })],
    ["a DOMMatrix in two dimensions", () => [new DOMMatrix([1, 2, 3, 4, 5, 6]), new DOMMatrixReadOnly([6, 5, 4, 3, 2, 0.1])]],
    ["a DOMMatrix in three dimensions", () => [new DOMMatrix(Float64Array.from({ length: 16 }, (_, at) => at / 2)), new DOMMatrixReadOnly([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])]],
    // In ASCII: Firefox turns other messages into UTF-8 twice, at each clone.
    ["DOMExceptions", () => [new DOMException("it failed", "DataError"), new DOMException(), new DOMException("", "of my own")]],
    ["a DOMException twice", () => { const e = new DOMException("m", "AbortError"); return [e, { e }]; }],
  ];
  if (globalThis.crypto?.subtle) {
    cases.push(
      ["an extractable CryptoKey", () => (kept.extractable ??= crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"]))],
      ["a pair of extractable CryptoKeys", () => (kept.pair ??= crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]))],
    );
  }
  globalThis.platformValues = cases.map(([name, make]) => ({ name, make }));

  /** What no file can carry. @type {[string, () => any][]} */
  const stuck = [
    ["a CryptoKey that cannot be extracted", () => (kept.key ??= crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", false, ["encrypt"]))],
    ["a FileSystemFileHandle", async () => (await navigator.storage.getDirectory()).getFileHandle("handle.txt", { create: true })],
    ["a FileSystemDirectoryHandle", async () => (await navigator.storage.getDirectory()).getDirectoryHandle("folder", { create: true })],
  ];
  globalThis.stuckValues = stuck.map(([name, make]) => ({ name, make }));
})();
