import { startDeadline } from '../../turns/start-deadline.js';
import { untilAborted } from '../../turns/until-aborted.js';
import { cutText } from '../../words/cut-text.js';
import { BOUNDS } from '../bounds.js';
import type { Change, ReviewContext } from '../types.js';

/** Where nothing was asked. */
export const NO_CONTEXT: ReviewContext = { linkedIssues: [], conflicts: [], missing: [] };

/** One source of context, such as the linked issues. */
export interface GatherSource {
  name: string;
  /** How long it may take, where that is less than for all. */
  deadlineMs?: number;
  read(change: Change, signal: AbortSignal): Promise<Partial<ReviewContext>>;
}

/**
 * Asks all sources side by side, each within `deadlineMs` or its own deadline. A source that fails or is late takes nothing along: it is
 * named in `missing` with its reason. Throws only if `signal` is aborted.
 */
export async function gatherContext(
  sources: readonly GatherSource[],
  change: Change,
  signal: AbortSignal,
  deadlineMs: number,
): Promise<ReviewContext> {
  const context: ReviewContext = { linkedIssues: [], conflicts: [], missing: [] };
  const answers = await Promise.all(
    sources.map(async (source) => {
      const ms = Math.min(source.deadlineMs ?? deadlineMs, deadlineMs);
      const limit = startDeadline(ms, signal);
      try {
        return { source, value: await untilAborted(source.read(change, limit.signal), limit.signal), why: '' };
      } catch (error) {
        return { source, value: null, why: reasonOf(error, ms) };
      } finally {
        limit.end();
      }
    }),
  );
  signal.throwIfAborted();
  for (const { source, value, why } of answers) {
    if (value === null) context.missing.push({ source: source.name, reason: why });
    else {
      const told = new Set(context.conflicts.map(({ number }) => number));
      const issues = value.linkedIssues ?? [];
      const conflicts = (value.conflicts ?? []).filter(({ number }) => !told.has(number));
      const [roomForIssues, roomForPulls] = [context.linkedIssues, context.conflicts].map(
        ({ length }) => BOUNDS.contextRows - length,
      );
      if (value.alerts !== undefined) context.alerts = [...(context.alerts ?? []), ...value.alerts];
      if (value.surroundings !== undefined) context.surroundings = value.surroundings.slice(0, BOUNDS.contextRows);
      if (value.history !== undefined) context.history = value.history;
      if (value.memories !== undefined) context.memories = value.memories;
      context.missing.push(...(value.missing ?? []));
      context.linkedIssues.push(...issues.slice(0, roomForIssues));
      context.conflicts.push(...conflicts.slice(0, roomForPulls));
      const more =
        Math.max(0, issues.length - (roomForIssues ?? 0)) + Math.max(0, conflicts.length - (roomForPulls ?? 0));
      if (more > 0) context.missing.push({ source: source.name, reason: `not all of it, there are ${more} more` });
    }
  }
  return context;
}

function reasonOf(error: unknown, deadlineMs: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return `no answer within ${deadlineMs / 1000} s`;
  return error instanceof Error ? cutText(error.message, 200) : 'unknown';
}
