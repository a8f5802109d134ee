// What a browser stores for a value.

/**
 * V8 up to 11 cannot clone an error that causes itself: it is taken as it is.
 * @template T
 * @param {T} value
 * @returns {T}
 */
export const stored = (value) => (causesItself(Array.isArray(value) ? value[0] : value) ? value : structuredClone(value));

/** @param {any} value */
const causesItself = (value) => value instanceof Error && value.cause === value;
