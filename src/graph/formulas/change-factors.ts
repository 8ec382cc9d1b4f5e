/**
 * The features of a change that Kamei et al., "A Large-Scale Empirical Study of Just-in-Time Quality Assurance", TSE 2013,
 * found to go with later faults. What is not known of a change is absent.
 */
export const FACTORS = {
  NS: 'subsystems',
  ND: 'folders',
  NF: 'files',
  entropy: 'spread over files',
  LA: 'lines added',
  LD: 'lines removed',
  LT: 'lines of the files before',
  FIX: 'is a fix',
  NDEV: 'people who changed the files before',
  AGE: 'days since the files changed last',
  NUC: 'earlier changes of the files',
  EXP: 'earlier changes by the author',
  REXP: 'recent changes by the author',
  SEXP: 'changes by the author in these subsystems',
} as const;
export type Factor = keyof typeof FACTORS;
export type Factors = Partial<Record<Factor, number>>;

/** Less experience is what goes with faults; of all others it is more. */
const LESS_IS_RISK: ReadonlySet<Factor> = new Set(['EXP', 'REXP', 'SEXP', 'AGE']);
/** Fewer other changes are no distribution. */
const LEAST_SAMPLES = 20;
const TAIL = 0.1;

/** Those of the features that the files of a change show by themselves. Pure. */
export function factorsOfFiles(
  files: readonly { path: string; additions: number; deletions: number }[],
): Required<Pick<Factors, 'NS' | 'ND' | 'NF' | 'entropy' | 'LA' | 'LD'>> {
  const folders = files.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const lines = files.map(({ additions, deletions }) => additions + deletions);
  const total = lines.reduce((sum, count) => sum + count, 0);
  const shares = lines.filter((count) => count > 0).map((count) => count / total);
  return {
    NS: new Set(folders.map((folder) => folder.split('/')[0])).size,
    ND: new Set(folders).size,
    NF: files.length,
    // Shannon's entropy of the lines over the files, by its maximum for so many files.
    entropy:
      files.length < 2
        ? 0
        : -shares.reduce((sum, share) => sum + share * Math.log2(share), 0) / Math.log2(files.length),
    LA: files.reduce((sum, { additions }) => sum + additions, 0),
    LD: files.reduce((sum, { deletions }) => sum + deletions, 0),
  };
}

export interface OutstandingFactor {
  factor: Factor;
  value: number;
  /** Share of the other changes that reach it: at most .1. */
  reachedBy: number;
  /** How many others it was compared with. */
  of: number;
}

/**
 * The features of a change in which at most a tenth of the repository's other changes reach it. No probability comes out of
 * it: that would need to know which changes broke something. Fewer than 20 others tell nothing. Pure.
 */
export function outstandingFactors(change: Factors, others: readonly Factors[]): OutstandingFactor[] {
  return (Object.keys(FACTORS) as Factor[]).flatMap((factor) => {
    const value = change[factor];
    const known = others.flatMap((other) => other[factor] ?? []);
    if (value === undefined || factor === 'FIX' || known.length < LEAST_SAMPLES) return [];
    const reach = known.filter((other) => (LESS_IS_RISK.has(factor) ? other <= value : other >= value)).length;
    const reachedBy = reach / known.length;
    return reachedBy <= TAIL ? [{ factor, value, reachedBy, of: known.length }] : [];
  });
}
