import { oneOf, textIn } from '../../layout/search-params.js';

/** What a review may be, in the words of the API: an outcome, or how far it is. */
export const STATUSES = ['completed', 'pending', 'reviewed', 'partial', 'skipped', 'failed'] as const;
export const ORIGINS = ['human', 'assisted', 'agent', 'bot'] as const;
/** How far back a list goes. */
export const SINCE = ['24h', '7d', '30d', '90d'] as const;

export interface ReviewsSearch {
  repo?: string;
  status?: (typeof STATUSES)[number];
  author?: string;
  origin?: (typeof ORIGINS)[number];
  q?: string;
  since?: (typeof SINCE)[number];
}

/** What the address of a list of reviews may say. */
export function reviewsSearch(search: Record<string, unknown>): ReviewsSearch {
  const read: { [K in keyof ReviewsSearch]: ReviewsSearch[K] | undefined } = {
    repo: textIn(search.repo),
    status: oneOf(search.status, STATUSES),
    author: textIn(search.author),
    origin: oneOf(search.origin, ORIGINS),
    q: textIn(search.q),
    since: oneOf(search.since, SINCE),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

const HOUR_MS = 3_600_000;
const HOURS = { '24h': 24, '7d': 168, '30d': 720, '90d': 2160 } as const satisfies Record<
  (typeof SINCE)[number],
  number
>;

/** Since when `7d` is, as the API wants it. Pure. */
export const sinceInstant = (since: (typeof SINCE)[number], now: number): string =>
  new Date(now - HOURS[since] * HOUR_MS).toISOString();
