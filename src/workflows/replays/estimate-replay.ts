import { EFFORT_LIMITS } from '../../review/ask/effort-limits.js';
import { EFFORTS, type Effort, type WantedEffort } from '../../review/types.js';

/** What some reviews by the model cost. */
export interface Paid {
  reviews: number;
  mean_usd: number;
  /** Nine of ten cost no more. */
  most_usd: number;
  mean_ms: number;
}

/** What the last reviews cost, in all and by effort. */
export interface PaidReviews {
  all: Paid;
  byEffort: Readonly<Partial<Record<Effort, Paid>>>;
}

/** Of a repository and of all of its installation; null: none. */
export interface PaidLately {
  repository: PaidReviews | null;
  installation: PaidReviews | null;
}

export interface Estimate {
  cost_usd: number;
  most_usd: number;
  seconds: number;
  based_on: { reviews: number; of: 'repository' | 'installation' };
  /** Efforts that too few reviews had: reckoned from the others by the share of the budget that each may spend. */
  reckoned: Effort[];
}

/** Fewer say nothing of a repository, or of an effort. */
const FEWEST = 3;

/**
 * What `pulls` pull requests cost with each of the settings, of which `efforts` has what they set (null, `auto`: they go
 * by what held for the last ones). Null: no review was paid for. Pure.
 */
export function estimateReplay(
  { repository, installation }: PaidLately,
  { pulls, efforts }: { pulls: number; efforts: readonly (WantedEffort | null)[] },
): Estimate | null {
  const isOwn = repository !== null && repository.all.reviews >= FEWEST;
  const base = isOwn ? repository : installation;
  if (base === null) return null;
  const reckoned = new Set<Effort>();
  const costs = efforts.map((effort) => {
    if (effort === null || effort === 'auto') return base.all;
    const measured = [repository, installation].flatMap((of) => of?.byEffort[effort] ?? []);
    const enough = measured.find(({ reviews }) => reviews >= FEWEST);
    if (enough) return enough;
    reckoned.add(effort);
    return scaled(base, effort);
  });
  const sum = (of: (cost: Paid) => number) => pulls * costs.reduce((total, cost) => total + of(cost), 0);
  return {
    cost_usd: sum(({ mean_usd }) => mean_usd),
    most_usd: sum(({ most_usd }) => most_usd),
    seconds: sum(({ mean_ms }) => mean_ms / 1000),
    based_on: { reviews: base.all.reviews, of: isOwn ? 'repository' : 'installation' },
    reckoned: EFFORTS.filter((effort) => reckoned.has(effort)),
  };
}

function scaled({ all, byEffort }: PaidReviews, effort: Effort): Paid {
  const known = EFFORTS.map((one) => ({ reviews: byEffort[one]?.reviews ?? 0, share: EFFORT_LIMITS[one].share }));
  const count = known.reduce((sum, { reviews }) => sum + reviews, 0);
  // Reviews that do not say their effort were made before there was one, as `normal` ones are.
  const unknown = (all.reviews - count) * EFFORT_LIMITS.normal.share;
  const mean = known.reduce((sum, { reviews, share }) => sum + reviews * share, unknown) / all.reviews;
  const times = EFFORT_LIMITS[effort].share / mean;
  return {
    reviews: all.reviews,
    mean_usd: all.mean_usd * times,
    most_usd: all.most_usd * times,
    mean_ms: all.mean_ms * times,
  };
}
