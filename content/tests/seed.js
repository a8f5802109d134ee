// The seed of random values: another one each run, or that of DRYDOCK_RANDOM_SEED, to see a failure
// again. Tests say it where they fail.

import { randomInt } from "node:crypto";

const given = process.env.DRYDOCK_RANDOM_SEED;

/** An integer. */
export const SEED = given === undefined ? randomInt(2 ** 32) : Number(given);

if (!Number.isSafeInteger(SEED) || SEED < 0) throw new Error(`DRYDOCK_RANDOM_SEED is no seed: ${given}`);

/** What to say in a failure. */
export const seeded = `DRYDOCK_RANDOM_SEED=${SEED}`;
