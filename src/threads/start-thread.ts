import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread of this process whose entry is one of our own files, named as it is built (`….js`); while developing
 * and in tests the source beside it is taken.
 */
export function startThread(entry: URL, options: Omit<WorkerOptions, 'argv' | 'eval'> = {}): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(entry, options);
  const source = entry.href.replace(/\.js$/, '.ts');
  return new Worker(new URL('./thread-from-source.mjs', import.meta.url), { ...options, argv: [source] });
}
