import type { SuspectFrame } from '../../integrations/sentry/suspect-frames.js';

/** What ties a merged pull request to an error, surest first. */
export type Tie =
  /** It brought the line of a frame. */
  | { kind: 'line'; frame: SuspectFrame; depth: number }
  /** It brought lines beside it. */
  | { kind: 'near'; frame: SuspectFrame; depth: number; lines: number[] }
  /** It was the last to change the file. */
  | { kind: 'file'; frame: SuspectFrame; depth: number };

/** A merged pull request that may have brought an error. */
export interface Suspect {
  number: number;
  title: string;
  /** Login; null: the account is gone. */
  author: string | null;
  mergedAt: Date;
  /** The most telling first. */
  ties: Tie[];
}

const WEIGHT = { line: 1, near: 0.4, file: 0.2 } as const;
/** What was merged long before counts for a part of what came just before. */
const LEAST_OF_AGE = 0.25;
const HALF_LIFE_DAYS = 14;
const DAY_MS = 86_400_000;

/**
 * The most likely first, at most `most`: by how closely they touch the frames, those where it happened before who called
 * them, and by how short before the error they were merged. What was merged after `time` cannot have brought it. Pure.
 */
export function rankSuspects(suspects: readonly Suspect[], time: Date, most: number): Suspect[] {
  return suspects
    .filter(({ mergedAt }) => mergedAt <= time)
    .map((suspect) => {
      const ties = telling(suspect.ties).toSorted((a, b) => weightOf(b) - weightOf(a));
      const days = (time.getTime() - suspect.mergedAt.getTime()) / DAY_MS;
      const age = LEAST_OF_AGE + (1 - LEAST_OF_AGE) * 0.5 ** (days / HALF_LIFE_DAYS);
      return { suspect: { ...suspect, ties }, score: age * ties.reduce((sum, tie) => sum + weightOf(tie), 0) };
    })
    .toSorted((a, b) => b.score - a.score || b.suspect.number - a.suspect.number)
    .slice(0, most)
    .map(({ suspect }) => suspect);
}

/** That it was the last to change a file says nothing more of one whose lines it brought. */
function telling(ties: readonly Tie[]): Tie[] {
  const brought = new Set(ties.flatMap(({ kind, frame }) => (kind === 'file' ? [] : [frame.path])));
  return ties.filter(({ kind, frame }) => kind !== 'file' || !brought.has(frame.path));
}

function weightOf({ kind, depth }: Tie): number {
  return WEIGHT[kind] / (1 + depth);
}
