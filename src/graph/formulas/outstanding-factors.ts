import { factorsOf, type ComparedChange, type Factor } from './change-factors.js';

/** Fewer other changes are no distribution. */
const LEAST_SAMPLES = 20;
const TAIL = 0.1;
/** Those of one line say nearly the same (Kamei et al. leave out ND beside NF for that): the rarest of them is told. */
const ALIKE: readonly (readonly Factor[])[] = [
  ['NF', 'NS', 'ND', 'ENTROPY'],
  ['LA'],
  ['LD'],
  ['FIX'],
  ['NUC', 'NDEV', 'AGE'],
  ['EXP', 'SEXP'],
];
/** The less of these, the more faults. */
const FEWER: ReadonlySet<Factor> = new Set(['AGE', 'EXP', 'SEXP']);

export interface OutstandingFactor {
  factor: Factor;
  value: number;
  /** Share of the other changes that reach it: at most .1. */
  reachedBy: number;
  /** How many others it was compared with. */
  of: number;
}

/**
 * The features of a change in which at most a tenth of the changes before it (newest first) reach it. No probability
 * comes out of it: that would need to know which changes broke something. Fewer than 20 others tell nothing; one whose
 * files are not all known reaches everything that is about files. What is of the past is known of the newer half, which
 * the older half is before. Pure.
 */
export function outstandingFactors(change: ComparedChange, past: readonly ComparedChange[]): OutstandingFactor[] {
  const back = Math.floor(past.length / 2);
  const own = factorsOf(change, past.slice(0, back));
  const others = past.map((one, at) => {
    const before = at < past.length - back ? past.slice(at + 1, at + 1 + back) : null;
    return { isWhole: one.isWhole, factors: factorsOf(one, before) };
  });
  const outstanding = (factor: Factor): OutstandingFactor[] => {
    const value = own[factor];
    const known = others.filter(({ factors, isWhole }) => factors[factor] !== null || !isWhole);
    if (value === null || known.length < LEAST_SAMPLES) return [];
    const reaches = (other: number) => (FEWER.has(factor) ? other <= value : other >= value);
    const reaching = known.filter(({ factors }) => factors[factor] === null || reaches(factors[factor]));
    const reachedBy = reaching.length / known.length;
    return reachedBy <= TAIL ? [{ factor, value, reachedBy, of: known.length }] : [];
  };
  return ALIKE.flatMap((factors) => {
    const found = factors.flatMap(outstanding);
    return found.toSorted((a, b) => a.reachedBy - b.reachedBy).slice(0, 1);
  });
}
