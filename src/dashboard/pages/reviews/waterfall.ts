import type { ReviewDetail } from './review-queries.js';

type Step = ReviewDetail['steps'][number];

/** A line of the log with its place in the whole, in shares of one; `width` is null where it took no time of its own. */
export interface Fall extends Step {
  left: number;
  width: number | null;
  /** Milliseconds since the first began. */
  after: number;
}

/** Where each step stands in time: it is logged at its end, and began as long before as it took. Pure. */
export function waterfall(steps: readonly Step[]): { falls: Fall[]; whole: number } {
  const spans = steps.map((step) => {
    const end = new Date(step.at).getTime();
    return { step, end, start: end - (step.duration_ms ?? 0) };
  });
  const first = Math.min(...spans.map(({ start }) => start));
  const last = Math.max(...spans.map(({ end }) => end));
  const whole = spans.length === 0 ? 0 : Math.max(last - first, 1);
  return {
    whole,
    falls: spans.map(({ step, start, end }) => ({
      ...step,
      left: (start - first) / whole,
      width: step.duration_ms === null ? null : (end - start) / whole,
      after: start - first,
    })),
  };
}
