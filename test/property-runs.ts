import { createHash } from 'node:crypto';
import fc from 'fast-check';

/**
 * The properties of one tree are tried with the same values wherever it is tested, so that what failed once fails
 * again: `PROPERTY_SEED` is any text, `.ci/run` gives the tree's id. Without it each run tries others. `PROPERTY_RUNS`:
 * how many values each takes that does not say it itself.
 */
const { PROPERTY_SEED: seed, PROPERTY_RUNS: runs } = process.env;

fc.configureGlobal({
  ...(seed ? { seed: createHash('sha256').update(seed).digest().readInt32BE() } : {}),
  ...(runs ? { numRuns: Number(runs) } : {}),
});
