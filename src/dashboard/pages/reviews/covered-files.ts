import type { ReviewDetail } from './review-queries.js';

type Coverage = NonNullable<ReviewDetail['coverage']>;

/** What was done with a changed file. */
export const COVERED = ['unread', 'partly', 'skipped', 'read'] as const;

export interface CoveredFile {
  path: string;
  covered: (typeof COVERED)[number];
  /** Null: it was read. */
  reason: string | null;
}

/** Each changed file with what was done with it, what was not read first. Of one that is in two lists a part was read. Pure. */
export function coveredFiles({ read, skipped, unread }: Coverage): CoveredFile[] {
  const wasRead = new Set(read);
  const lacks = new Set(unread.map(({ path }) => path));
  const files: CoveredFile[] = [
    ...unread.map(({ path, reason }) => ({ path, reason, covered: wasRead.has(path) ? 'partly' : 'unread' }) as const),
    ...skipped.map(({ path, reason }) => ({ path, reason, covered: 'skipped' }) as const),
    ...read.filter((path) => !lacks.has(path)).map((path) => ({ path, reason: null, covered: 'read' }) as const),
  ];
  return files.toSorted((a, b) => COVERED.indexOf(a.covered) - COVERED.indexOf(b.covered));
}

/** How many of each; `unknown` are changed files of which nothing is known. Pure. */
export function coverageCounts(files: readonly CoveredFile[], total: number) {
  const of = (covered: CoveredFile['covered']) => files.filter((file) => file.covered === covered).length;
  const paths = new Set(files.map(({ path }) => path)).size;
  return {
    read: of('read'),
    partly: of('partly'),
    skipped: of('skipped'),
    unread: of('unread'),
    unknown: Math.max(0, total - paths),
  };
}
