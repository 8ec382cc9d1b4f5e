import type { Worker } from 'node:worker_threads';
import { startThread } from '../threads/start-thread.js';
import type { BeatWatch } from './watch-beats.js';

/** What the thread is given. */
export type WatchdogData = Pick<BeatWatch, 'everyMs' | 'silenceMs'> & { beats: Int32Array; level: string };

/**
 * A thread that ends this process (SIGKILL) once its event loop has been held for `silenceMs`: whoever started the
 * process starts it again, and other workers take its work over. Says so in one line of the log. A process that is
 * frozen as a whole has no thread that could look: there the parent does (see fork-worker.ts). Returns how to end it.
 */
export function startWatchdog(options: Omit<WatchdogData, 'beats'>): () => Promise<void> {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), options.everyMs);
  timer.unref();
  const workerData: WatchdogData = { ...options, beats };
  const thread: Worker = startThread('operations/watchdog-thread', {
    workerData,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
  });
  thread.unref();
  return async () => {
    clearInterval(timer);
    await thread.terminate();
  };
}
