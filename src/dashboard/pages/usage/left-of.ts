/** How far a budget is spent. */
export interface Left {
  /** 0 to 1; more is spent than there was: still 1. */
  part: number;
  /** Not below 0. */
  left: number;
  /** Nothing is left, or little. */
  state: 'fine' | 'low' | 'spent';
}

/** From here on somebody should know. */
const LOW = 0.8;

/** What is left of a budget; null: no limit is set. Pure. */
export function leftOf(limit: number | null, spent: number): Left | null {
  if (limit === null) return null;
  const part = limit === 0 ? 1 : Math.min(1, spent / limit);
  return { part, left: Math.max(0, limit - spent), state: part >= 1 ? 'spent' : part >= LOW ? 'low' : 'fine' };
}
