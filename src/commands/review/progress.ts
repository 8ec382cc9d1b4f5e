import type { ReviewTrace } from '../../review/review-contract.js';

export interface Progress {
  trace: ReviewTrace;
  /** Says one thing, on a line of its own. */
  say(text: string): void;
  /** Takes the status line away. */
  end(): void;
}

/**
 * Shows how a review goes on: on a terminal one line that changes, elsewhere a line for each step with its time. Ends
 * the review before its next step once `signal` is aborted.
 */
export function createProgress(
  stream: { isTTY?: boolean; write(text: string): unknown },
  signal: AbortSignal,
  label = '',
): Progress {
  const live = stream.isTTY === true;
  const prefix = label === '' ? '' : `${label} `;
  const erase = () => live && stream.write('\r\u001b[2K');
  return {
    trace: {
      step: async (name, work) => {
        signal.throwIfAborted();
        const from = performance.now();
        if (live) stream.write(`\r\u001b[2K${prefix}${name} …`);
        const value = await work();
        if (!live) stream.write(`${prefix}${name} ${Math.round(performance.now() - from)} ms\n`);
        return value;
      },
    },
    say: (text) => {
      erase();
      stream.write(`${text}\n`);
    },
    end: () => void erase(),
  };
}
