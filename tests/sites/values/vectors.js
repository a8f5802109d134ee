// Values and their bytes, tried in this browser, once the codec has been put into the page.

window.vectors = {
  /** What is wrong with a vector. @param {{source: string, bytes: string}} vector */
  async check({ source, bytes }) {
    const { codec } = globalThis.drydock;
    const encoded = (value) => {
      const [encoder, writer] = [new codec.Encoder(), new codec.Writer()];
      encoder.encode(value, writer);
      const text = Array.from(writer.take(), (byte) => byte.toString(16).padStart(2, "0")).join("");
      return { text, attachments: encoder.attachments };
    };
    // The source is this project's own, and a promise where it takes time.
    const value = await (0, eval)(`(${source})`);
    const { text, attachments } = encoded(value);
    const found = text === bytes ? [] : [`is written as ${text}`];
    const given = Uint8Array.from(bytes.match(/../g), (pair) => parseInt(pair, 16));
    const read = codec.decodeValue(given, { attachments });
    found.push(...(await differences(read, value)));
    if (encoded(read).text !== bytes) found.push(`is read and written as ${encoded(read).text}`);
    return found;
  },
};
