import { words } from '../../words/en.js';

/** How a figure stands to that of the period before; null: one of them is not known. */
export interface Change {
  text: string;
  /** Whether it went the way one wants it; null: neither way is the better one, or it did not change. */
  isBetter: boolean | null;
}

/** What is wanted of a figure. */
export type Wanted = 'more' | 'less' | 'either';

/** Compares two amounts by how much more there is, in percent. Pure. */
export function compareAmounts(now: number | null, before: number | null, wanted: Wanted): Change | null {
  if (now === null || before === null) return null;
  if (before === 0) return now === 0 ? same() : null;
  const more = Math.round(((now - before) / before) * 100);
  return told(more, `${Math.abs(more)}%`, wanted);
}

/** Compares two shares of one, in percentage points. Pure. */
export function compareShares(now: number | null, before: number | null, wanted: Wanted): Change | null {
  if (now === null || before === null) return null;
  const more = Math.round((now - before) * 100);
  return told(more, words.overview.points(Math.abs(more)), wanted);
}

function same(): Change {
  return { text: words.overview.same, isBetter: null };
}

function told(more: number, size: string, wanted: Wanted): Change {
  if (more === 0) return same();
  const text = `${more > 0 ? '▲' : '▼'} ${size}`;
  return { text, isBetter: wanted === 'either' ? null : more > 0 === (wanted === 'more') };
}
