import type { Coverage } from '../types.js';

/** What an analyzer, the snapshot or the model found out about files that were planned to be read. */
export interface NotRead {
  /** They gave up on it. */
  unread: readonly { path: string; reason: string }[];
  /** There is nothing of a person in it. */
  skipped: readonly { path: string; reason: string }[];
}

/**
 * The coverage with what is not read after all: no such file counts as read, whatever was planned. Each stands in one
 * list; what went wrong is told before what was left out on purpose.
 */
export function withUnread(coverage: Coverage, { unread, skipped }: NotRead): Coverage {
  const reasons = new Map(unread.map(({ path, reason }) => [path, reason]));
  const left = new Map(skipped.filter(({ path }) => !reasons.has(path)).map(({ path, reason }) => [path, reason]));
  const placesOf = (some: ReadonlyMap<string, string>) => [...some].map(([path, reason]) => ({ path, reason }));
  return {
    ...coverage,
    read: coverage.read.filter((path) => !reasons.has(path) && !left.has(path)),
    skipped: [...coverage.skipped.filter(({ path }) => !reasons.has(path)), ...placesOf(left)],
    unread: [...coverage.unread, ...placesOf(reasons)],
  };
}
