import { z } from 'zod';
import type { CallObserver } from '../github/client/count-calls.js';

/** Calls to GitHub since the last report, as one process tells another. */
export const CallCounts = z.object({
  calls: z.array(z.tuple([z.string(), z.string(), z.string(), z.number()])),
  limits: z.number(),
});
export type CallCounts = z.output<typeof CallCounts>;

export interface CallReporter extends CallObserver {
  /** Reports what is not reported yet, and no more after that. */
  stop(): void;
}

/** Counts the calls to GitHub of this process and reports them every `intervalMs`, if there were any. */
export function reportCalls(report: (counts: CallCounts) => void, intervalMs = 2000): CallReporter {
  const calls = new Map<string, number>();
  let limits = 0;
  const flush = () => {
    if (calls.size === 0 && limits === 0) return;
    const rows = [...calls].map(([key, count]) => {
      const [route = '', method = '', status = ''] = key.split(' ');
      return [route, method, status, count] as [string, string, string, number];
    });
    const counts = { calls: rows, limits };
    calls.clear();
    limits = 0;
    report(counts);
  };
  const timer = setInterval(flush, intervalMs);
  timer.unref();
  return {
    call: (route, method, status) => {
      const key = `${route} ${method} ${status}`;
      calls.set(key, (calls.get(key) ?? 0) + 1);
    },
    limited: () => void (limits += 1),
    stop: () => {
      clearInterval(timer);
      flush();
    },
  };
}
