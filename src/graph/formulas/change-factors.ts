/**
 * Of the features of a change that Kamei et al., "A Large-Scale Empirical Study of Just-in-Time Quality Assurance", TSE
 * 2013, found to go with later faults, those that are known of every change, and so can stand out among others.
 */
export const FACTORS = {
  NS: 'subsystems',
  ND: 'folders',
  NF: 'files',
  LA: 'lines added',
  LD: 'lines removed',
} as const;
export type Factor = keyof typeof FACTORS;
export type Factors = Partial<Record<Factor, number>>;

/** Fewer other changes are no distribution. */
const LEAST_SAMPLES = 20;
const TAIL = 0.1;

/** The features of a change by its files. Pure. */
export function factorsOfFiles(
  files: readonly { path: string; additions: number; deletions: number }[],
): Record<Factor, number> {
  const folders = files.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  return {
    NS: new Set(folders.map((folder) => folder.split('/')[0])).size,
    ND: new Set(folders).size,
    NF: files.length,
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
 * The features of a change in which at most a tenth of the repository's other changes reach it. No probability comes
 * out of it: that would need to know which changes broke something. Fewer than 20 others tell nothing. Pure.
 */
export function outstandingFactors(change: Factors, others: readonly Factors[]): OutstandingFactor[] {
  return (Object.keys(FACTORS) as Factor[]).flatMap((factor) => {
    const value = change[factor];
    const known = others.flatMap((other) => other[factor] ?? []);
    if (value === undefined || known.length < LEAST_SAMPLES) return [];
    const reachedBy = known.filter((other) => other >= value).length / known.length;
    return reachedBy <= TAIL ? [{ factor, value, reachedBy, of: known.length }] : [];
  });
}
