/** Every wait of the engine in one place; tests scale them, nothing mocks them. Milliseconds. */
export interface Timings {
  /** How often a worker says that it is alive. */
  heartbeat: number;
  /** Silence after which a worker counts as dead. */
  silence: number;
  /** How often the event loop of a worker says so, to its own watchdog and to the process that started it. */
  loopBeat: number;
  /** Silence of the event loop after which the worker is ended: no sooner than others take over from it. */
  loopSilence: number;
  /** No worker for this long: the server is not alive any more for its supervisor. */
  unattended: number;
  /** How often silent workers are looked for. */
  takeover: number;
  /** How often a run looks whether it is still wanted. */
  watch: number;
  /** A push this soon after the last one waits for quiet. */
  burstWindow: number;
  burstQuiet: number;
  burstLongest: number;
  /** Waits before a step that got no usable answer is tried again. */
  retries: readonly number[];
  /** A long wait for a limit is cut into pieces of this length, so that a newer push can end it. */
  longestSleep: number;
  /** A run that still waits for a limit this long after it was queued says so on the pull request. */
  tellWait: number;
  /** How long a run waits for Claude before it goes on without. */
  claudeWait: number;
  /** How long a writer holds the lease of a pull request without renewing it. */
  lease: number;
  /** Least time between writes that notify. */
  writeInterval: number;
  /** A write that is not answered and whose process says nothing for so long counts as lost. */
  writerSilence: number;
  /** First wait before GitHub is read again after no usable answer; it doubles. */
  readRetry: number;
  /** Waits before each look for what a write without an answer may have left: GitHub shows it late. */
  lookups: readonly number[];
  /** How long a stopping worker lets its steps end. */
  shutdown: number;
  /** A worker that has started looks this much later for repositories that were never scanned. */
  backfill: number;
  /** How often a scan says how far it is, at most. */
  scanProgress: number;
  /** How often the records of runs are compared with the engine's. */
  settle: number;
}

/**
 * behaviour.md: heartbeat 5 s, silent for 15 s is taken over; bursts 60 s, 10 s, 60 s; writes a second apart; a failure
 * is told after 10 minutes.
 */
export const defaultTimings: Timings = {
  heartbeat: 5000,
  silence: 15_000,
  loopBeat: 1000,
  loopSilence: 15_000,
  unattended: 60_000,
  takeover: 2500,
  watch: 200,
  burstWindow: 60_000,
  burstQuiet: 10_000,
  burstLongest: 60_000,
  retries: [5000, 20_000, 60_000, 180_000],
  longestSleep: 15_000,
  tellWait: 600_000,
  claudeWait: 3_600_000,
  lease: 60_000,
  writeInterval: 1000,
  writerSilence: 5000,
  readRetry: 1000,
  lookups: [0, 5000, 10_000],
  shutdown: 8000,
  backfill: 5000,
  scanProgress: 1000,
  settle: 30_000,
};
