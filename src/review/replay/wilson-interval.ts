export interface Share {
  /** How many of `n`. */
  count: number;
  n: number;
  /** Null: there is nothing to take a share of. */
  share: number | null;
  /** 95 % interval. */
  low: number | null;
  high: number | null;
}

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/**
 * A share with its 95 % interval after Wilson (1927), which holds for few observations and shares near 0 and 1, too.
 */
export function wilsonInterval(count: number, n: number): Share {
  if (n === 0) return { count, n, share: null, low: null, high: null };
  const share = count / n;
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { count, n, share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
