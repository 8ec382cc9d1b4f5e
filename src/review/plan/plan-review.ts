import { pathWeight } from './path-weight.js';
import { riskOf } from './risk-of.js';
import { skipReason } from './skip-reason.js';
import { triageFile } from './triage-file.js';
import type { ChangedFile, Change, ReviewPlan, ReviewSettings } from '../types.js';

/**
 * Decides what of a change is read, in which order, and what is left out and why. Pure.
 * Every changed file stands in exactly one list of the coverage; a file GitHub counted but did not list is `unread` (O4).
 */
export function planReview(change: Change, settings: ReviewSettings): ReviewPlan {
  const coverage: ReviewPlan['coverage'] = {
    total: Math.max(change.changedFiles, change.files.length),
    read: [],
    skipped: [],
    unread: [],
  };
  const wanted: ChangedFile[] = [];
  for (const file of change.files) {
    const reason = triageFile(file, settings.paths);
    if (reason !== null) coverage.skipped.push({ path: file.path, reason });
    else if (file.unread !== null) coverage.unread.push({ path: file.path, reason: file.unread });
    else wanted.push(file);
  }
  coverage.unread = byRank(coverage.unread, ({ path }) => pathWeight(path));
  const unlisted = change.changedFiles - change.files.length;
  if (unlisted > 0) coverage.unread.push({ path: `${unlisted} more`, reason: 'GitHub did not list them' });
  const files = byRank(wanted, riskOf);
  coverage.read = files.map((file) => file.path);
  return { skip: skipReason(change, settings) ?? everythingLeftOut(coverage), files, coverage };
}

/** Highest rank first, then by path; each rank is asked for once. */
function byRank<T extends { path: string }>(files: readonly T[], rankOf: (file: T) => number): T[] {
  return files
    .map((file) => ({ file, rank: rankOf(file) }))
    .toSorted((a, b) => b.rank - a.rank || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}

function everythingLeftOut({ total, read, unread, skipped }: ReviewPlan['coverage']): string | null {
  if (read.length > 0 || unread.length > 0 || total === 0) return null;
  return `nothing to review: ${[...new Set(skipped.map(({ reason }) => reason))].join(', ')}`;
}
