import type { ReviewTrace } from '../../review/review-contract.js';

/** What is counted while a review goes on. */
export interface ReviewCounts {
  /** How many files the change has. */
  changed(files: number): void;
  /** Something was read of this file of the change. */
  read(path: string): void;
  /** The model has reported something. */
  claimed(): void;
  /** US dollars that a call has cost. */
  spent(dollars: number): void;
}

export interface Progress {
  trace: ReviewTrace;
  counts: ReviewCounts;
  /** Says one thing, on a line of its own. */
  say(text: string): void;
  /** Takes the status line away; elsewhere than on a terminal it says how long a labelled review took. */
  end(): void;
}

interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const REDRAW_MS = 250;
const ERASE = '\r\u001b[2K';

/**
 * Shows how a review goes on: on a terminal one line that changes (step, files of all, claims, seconds, dollars),
 * elsewhere nothing, or with `verbose` a line for each step with its time. Ends the review before its next step once
 * `signal` is aborted.
 */
export function createProgress(
  stream: Terminal,
  signal: AbortSignal,
  { label = '', verbose = false }: { label?: string; verbose?: boolean } = {},
): Progress {
  const live = stream.isTTY === true;
  const startedAt = performance.now();
  const prefix = label === '' ? '' : `${label} `;
  const state = { step: '', files: 0, read: new Set<string>(), claims: 0, dollars: 0 };
  const seconds = () => (performance.now() - startedAt) / 1000;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const { step, files, read, claims, dollars } = state;
    const parts = [
      step,
      ...(files > 0 ? [`${Math.min(read.size, files)} of ${files} ${files === 1 ? 'file' : 'files'}`] : []),
      ...(claims > 0 ? [`${claims} ${claims === 1 ? 'claim' : 'claims'}`] : []),
      `${Math.floor(seconds())} s`,
      ...(dollars > 0 ? [`$${dollars.toFixed(2)}`] : []),
    ];
    stream.write(`${ERASE}${`${prefix}${parts.join(' · ')}`.slice(0, Math.max(10, (stream.columns ?? 80) - 1))}`);
  };
  const erase = () => live && stream.write(ERASE);
  return {
    trace: {
      step: async (name, work) => {
        signal.throwIfAborted();
        const from = performance.now();
        state.step = name;
        if (live) {
          timer ??= setInterval(draw, REDRAW_MS).unref();
          draw();
        }
        const value = await work();
        const line = `${prefix}${name} ${Math.round(performance.now() - from)} ms\n`;
        if (verbose) stream.write(live ? `${ERASE}${line}` : line);
        return value;
      },
    },
    counts: {
      changed: (files) => (state.files = files),
      read: (path) => state.read.add(path),
      claimed: () => (state.claims += 1),
      spent: (dollars) => (state.dollars += dollars),
    },
    say: (text) => {
      erase();
      stream.write(`${text}\n`);
    },
    end: () => {
      clearInterval(timer);
      timer = undefined;
      erase();
      if (!live && label !== '') stream.write(`${label} · ${seconds().toFixed(1)} s\n`);
    },
  };
}
