// Runs in the page's own world, before any script of the site, while a site is watched after a
// migration: tells whether the site's code can open its databases. It only looks on: what `open`
// gives, and in which order, is as ever.

(() => {
  // The page may replace any of these later.
  const { apply, getOwnPropertyDescriptor: property, defineProperty } = Reflect;
  const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;
  const { toWellFormed } = String.prototype;
  const { stringify } = JSON;
  const Message = CustomEvent;
  const factory = IDBFactory.prototype;
  const original = property(factory, "open");
  const error = property(IDBRequest.prototype, "error")?.get;
  const nameOf = property(DOMException.prototype, "name")?.get;
  if (!original?.configurable || typeof original.value !== "function" || !error || !nameOf) return;

  /** @param {string} database @param {number | null} requested @param {boolean} refused */
  const tell = (database, requested, refused) => {
    const detail = stringify({ database: apply(toWellFormed, database, []), requested, refused });
    apply(dispatchEvent, document, [new Message("drydock-open", { detail })]);
  };

  /** @param {IDBOpenDBRequest} request @param {unknown[]} args */
  const look = (request, args) => {
    const [database, version] = args;
    // What is no primitive has code of the page's to make one of it: it is not run twice.
    if (typeof database !== "string" || !(version === undefined || typeof version === "number")) return;
    const requested = version ?? null;
    apply(addEventListener, request, ["success", () => tell(database, requested, false)]);
    apply(addEventListener, request, [
      "error",
      () => {
        const why = apply(error, request, []);
        if (why && apply(nameOf, why, []) === "VersionError") tell(database, requested, true);
      },
    ]);
  };

  const open = new Proxy(original.value, {
    apply(target, self, args) {
      const request = apply(target, self, args);
      try {
        look(request, args);
      } catch {
        // Nothing of this is the page's concern.
      }
      return request;
    },
  });
  defineProperty(factory, "open", { ...original, value: open });

  const end = () => {
    apply(removeEventListener, document, ["drydock-lookout-ends", end]);
    if (property(factory, "open")?.value === open) defineProperty(factory, "open", original);
  };
  apply(addEventListener, document, ["drydock-lookout-ends", end]);
})();
