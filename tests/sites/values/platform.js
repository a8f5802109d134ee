// Every kind of value that browsers add, and files can carry.

window.platformValues = (() => {
  const cases = [];
  const add = (name, make) => cases.push({ name, make });
  const file = (parts, name, type = "", lastModified = 1234567890123) => new File(parts, name, { type, lastModified });
  const listOf = (...files) => {
    const transfer = new DataTransfer();
    for (const one of files) transfer.items.add(one);
    return transfer.files;
  };

  add("Blobs", () => [new Blob([]), new Blob(["text"], { type: "text/plain" }), new Blob([Uint8Array.of(0, 255, 10)], { type: "application/x;y=z" })]);
  add("a Blob alone", () => new Blob(["alone"]));
  add("a large Blob", () => new Blob(["0123456789abcdef".repeat(100000)]));
  add("one Blob twice", () => { const one = new Blob(["same"]); return [one, one, new Blob(["same"])]; });
  add("Files", () => [
    file([], "empty"), file(["text"], "a.txt", "text/plain"), file(["x"], "日本 🚢/<b>.txt"), file(["x"], ""),
    file(["x"], "begin", "", 0), file(["x"], "end", "", 8.64e15),
  ]);
  add("one File twice", () => { const one = file(["same"], "one"); return new Map([[one, [one]]]); });
  add("FileLists", () => [listOf(), listOf(file(["a"], "a")), listOf(file(["b"], "b"), file(["c"], "c", "text/css"))]);
  add("a Blob under __proto__", () => { const one = {}; Object.defineProperty(one, "__proto__", { value: new Blob(["p"]), writable: true, enumerable: true, configurable: true }); return one; });

  add("an image", () => new ImageData(Uint8ClampedArray.from({ length: 24 }, (_, at) => at * 10), 3, 2));
  add("one image twice", () => { const one = new ImageData(1, 1); return [one, one]; });

  add("points", () => [new DOMPoint(), new DOMPoint(1, -0, 0.1, NaN), new DOMPointReadOnly(1e300, Infinity, -Infinity, 4)]);
  add("rectangles", () => [new DOMRect(), new DOMRect(1, 2, -3, 0.1), new DOMRectReadOnly(-0, NaN, 5, 6)]);
  add("quads", () => [new DOMQuad(), new DOMQuad({ x: 1 }, { y: -0 }, { z: 3 }, { w: 4 })]);
  add("matrices", () => [
    new DOMMatrix(), new DOMMatrix([1, 2, 3, 4, 5, 6]), new DOMMatrix(Array.from({ length: 16 }, (_, at) => at + 0.5)),
    new DOMMatrix([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]), new DOMMatrix([NaN, -0, 0, Infinity, 5, 6]),
    new DOMMatrixReadOnly(), new DOMMatrixReadOnly([6, 5, 4, 3, 2, 1]), new DOMMatrixReadOnly(Array.from({ length: 16 }, (_, at) => at)),
  ]);
  add("one point twice", () => { const one = new DOMPoint(1); return { a: one, b: one }; });
  add("exceptions", () => [
    new DOMException("message", "AbortError"), new DOMException("", ""), new DOMException("a message", "MyError"), new DOMException("full", "QuotaExceededError"),
  ]);

  const secret = (algorithm, usages) => crypto.subtle.importKey("raw", Uint8Array.from({ length: 32 }, (_, at) => at), algorithm, true, usages);
  add("extractable secret keys", async () => [
    await secret("AES-GCM", ["encrypt", "decrypt"]), await secret("AES-CTR", ["decrypt"]), await secret("AES-KW", ["wrapKey", "unwrapKey"]),
    await secret({ name: "HMAC", hash: "SHA-256" }, ["sign", "verify"]), await secret({ name: "HMAC", hash: "SHA-512" }, ["sign"]),
  ]);
  add("an extractable key alone", () => secret("AES-CBC", ["encrypt"]));
  const coordinates = {
    x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
  };
  add("extractable keys on curves", async () => {
    const jwk = { kty: "EC", crv: "P-256", ...coordinates };
    const { d: _, ...open } = jwk;
    const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
    const ecdh = { name: "ECDH", namedCurve: "P-256" };
    return {
      sign: await crypto.subtle.importKey("jwk", jwk, ecdsa, true, ["sign"]),
      verify: await crypto.subtle.importKey("jwk", open, ecdsa, true, ["verify"]),
      derive: await crypto.subtle.importKey("jwk", jwk, ecdh, true, ["deriveBits", "deriveKey"]),
      open: await crypto.subtle.importKey("jwk", open, ecdh, true, []),
    };
  });
  add("one key twice", async () => { const one = await secret("AES-GCM", ["encrypt"]); return [one, { one }]; });
  return cases;
})();
