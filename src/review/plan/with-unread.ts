import type { Coverage } from '../types.js';

/** A file that an analyzer, the snapshot or the model gave up on is not read, whatever was planned. */
export function withUnread(coverage: Coverage, unread: readonly { path: string; reason: string }[]): Coverage {
  const reasons = new Map(unread.map(({ path, reason }) => [path, reason]));
  return {
    ...coverage,
    read: coverage.read.filter((path) => !reasons.has(path)),
    unread: [...coverage.unread, ...[...reasons].map(([path, reason]) => ({ path, reason }))],
  };
}
