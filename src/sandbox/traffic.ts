import { installationKey } from './rate-limit.js';
import type { SandboxState } from './state.js';
import type { Call } from './types.js';

const MINUTE_MS = 60_000;

/** What one installation sent, in GitHub's measures. */
export interface Traffic {
  calls: number;
  writes: number;
  /** The most in any minute, and in any hour. */
  writesPerMinute: number;
  contentsPerMinute: number;
  contentsPerHour: number;
  pointsPerMinute: number;
  /** Writes that were sent before the one before was answered. */
  overlappingWrites: number;
  /** Milliseconds; infinite with fewer than two. */
  leastBetweenContents: number;
  /** How often GitHub had to say that it was too much. */
  secondaryLimits: number;
  /** Calls after a limit and before its end, those already on their way left out. */
  earlyCalls: number;
}

/** Measures all calls of an installation, those for its tokens included, since the sandbox began. */
export function trafficOf(state: SandboxState, installationId: number): Traffic {
  const calls = state.calls.filter((call) => call.installationId === installationId);
  const own = calls.filter(({ key }) => key === installationKey(installationId));
  const writes = own.filter(({ kind }) => kind !== 'read');
  const contents = own.filter(({ kind, status }) => kind === 'content' && status < 400);
  return {
    calls: calls.length,
    writes: writes.length,
    writesPerMinute: most(writes, MINUTE_MS, () => 1),
    contentsPerMinute: most(contents, MINUTE_MS, () => 1),
    contentsPerHour: most(contents, 60 * MINUTE_MS, () => 1),
    pointsPerMinute: most(own, MINUTE_MS, ({ kind }) => (kind === 'read' ? 1 : 5)),
    overlappingWrites: writes.filter(({ at }, index) => index > 0 && at < (writes[index - 1]?.until ?? 0)).length,
    leastBetweenContents: Math.min(
      ...contents.slice(1).map(({ at }, index) => at - (contents[index]?.at ?? -Infinity)),
    ),
    secondaryLimits: state.secondaryLimits.get(installationKey(installationId)) ?? 0,
    earlyCalls: calls.filter(({ early }) => early).length,
  };
}

/** The largest sum of `size` over calls within `lengthMs`. */
function most(calls: readonly Call[], lengthMs: number, size: (call: Call) => number): number {
  let [largest, sum, first] = [0, 0, 0];
  for (const call of calls) {
    sum += size(call);
    for (let oldest = calls[first]; oldest && oldest.at <= call.at - lengthMs; oldest = calls[++first])
      sum -= size(oldest);
    largest = Math.max(largest, sum);
  }
  return largest;
}
