import { Worker, type WorkerOptions } from 'node:worker_threads';
import { entryFile, isBuilt } from '../entry-file.js';

/** Starts a thread of this process whose entry is one of our own files, named as for `entryFile`. */
export function startThread(name: string, options: Omit<WorkerOptions, 'argv' | 'eval'> = {}): Worker {
  const entry = entryFile(name);
  if (isBuilt) return new Worker(entry, options);
  return new Worker(new URL('./thread-from-source.mjs', import.meta.url), { ...options, argv: [entry.href] });
}
