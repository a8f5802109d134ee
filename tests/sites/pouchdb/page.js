// Documents with attachments, revisions and deletions in PouchDB.

const open = () => new PouchDB("documents");
let database = open();

globalThis.site = {
  async fill(count = 200) {
    for (let at = 0; at < count; at += 1) {
      const _id = `document ${String(at).padStart(4, "0")}`;
      const { rev } = await database.put({ _id, at, list: [at, { deep: null }] });
      if (at % 3 === 0) await database.put({ _id, _rev: rev, at, changed: true });
      if (at % 7 === 0) {
        const bytes = Uint8Array.from({ length: 500 + at }, (_, byte) => (byte * at) % 256);
        const { _rev } = await database.get(_id);
        await database.putAttachment(_id, "picture.bin", _rev, new Blob([bytes]), "image/x-test");
      }
      if (at % 11 === 0) await database.remove(await database.get(_id));
    }
  },
  async clear() {
    await database.destroy();
    database = open();
  },
  open: () => (database = open()),
  count: async () => (await database.info()).doc_count,
  /** Documents, attachments and the sequence of changes, as the library reads them. */
  async hash() {
    const { rows } = await database.allDocs({ include_docs: true, attachments: true });
    const changes = await database.changes({ since: 0, style: "all_docs" });
    return digestOf([rows, changes.results.map(({ id, seq, changes, deleted }) => [id, seq, changes, deleted])]);
  },
};
