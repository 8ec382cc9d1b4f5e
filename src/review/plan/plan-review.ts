import { pathFilter } from './path-filter.js';
import { pathWeight } from './path-weight.js';
import { riskOf } from './risk-of.js';
import { skipReason } from './skip-reason.js';
import { isNobodysWork, triageFile } from './triage-file.js';
import type { ChangedFile, Change, ReviewPlan, ReviewSettings } from '../types.js';

/**
 * Decides what of a change is read, in which order, and what is left out and why. Pure. Every changed file stands in
 * exactly one list of the coverage; a file GitHub counted but did not list is `unread` (O4). `isAsked`: only some of the
 * change was asked for.
 */
export function planReview(
  change: Change,
  settings: ReviewSettings,
  isAsked: (path: string) => boolean = () => true,
): ReviewPlan {
  const coverage: ReviewPlan['coverage'] = {
    total: Math.max(change.changedFiles, change.files.length),
    read: [],
    skipped: [],
    unread: [],
  };
  const wanted: ChangedFile[] = [];
  const searched: ChangedFile[] = [];
  const filter = pathFilter(settings.paths);
  for (const file of change.files) {
    if (!isAsked(file.path)) {
      coverage.skipped.push({ path: file.path, reason: 'not asked for' });
      continue;
    }
    const reason = triageFile(file, filter);
    if (reason !== null) {
      coverage.skipped.push({ path: file.path, reason });
      if (isNobodysWork(file.path) && filter.leftOut(file.path) === null) searched.push(file);
    } else if (file.unread !== null) coverage.unread.push({ path: file.path, reason: file.unread });
    else wanted.push(file);
  }
  coverage.unread = inOrder(coverage.unread, ({ path }) => pathWeight(path));
  const unlisted = change.changedFiles - change.files.length;
  if (unlisted > 0) coverage.unread.push({ path: `${unlisted} more`, reason: 'GitHub did not list them' });
  const files = inOrder(wanted, riskOf);
  coverage.read = files.map((file) => file.path);
  const late = filter.notCompared();
  const notices =
    late === 0
      ? []
      : [`Comparing file names with \`paths\` of \`.github/nectr.yml\` took too long: ${late} files were not compared`];
  const unwanted = skipReason(change, settings);
  const skip = unwanted ?? everythingLeftOut(coverage);
  const searchFirst = unwanted === null && skip !== null && searched.some(({ additions }) => additions > 0);
  return { skip, searchFirst, files, searched, coverage, notices };
}

/** Heaviest first, then by path. Each is weighed once: a sort compares it many times. */
function inOrder<T extends { path: string }>(some: readonly T[], weigh: (one: T) => number): T[] {
  return some
    .map((one) => ({ one, weight: weigh(one) }))
    .toSorted((a, b) => b.weight - a.weight || (a.one.path < b.one.path ? -1 : Number(a.one.path > b.one.path)))
    .map(({ one }) => one);
}

/** Why there is nothing to review where every file was left out on purpose; null: there is something. */
export function everythingLeftOut({ total, read, unread, skipped }: ReviewPlan['coverage']): string | null {
  if (read.length > 0 || unread.length > 0 || total === 0) return null;
  return `nothing to review: ${[...new Set(skipped.map(({ reason }) => reason))].join(', ')}`;
}
