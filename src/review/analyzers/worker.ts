import { parentPort } from 'node:worker_threads';
import type { Claim } from '../types.js';
import { runChangeAnalyzers, runFileAnalyzers } from './run-analyzers.js';
import type { AnalyzedFile } from './types.js';

/** What a worker thread is asked: one file, or the change as a whole. */
export type WorkerRequest = { kind: 'file'; file: AnalyzedFile } | { kind: 'change'; files: AnalyzedFile[] };
/** `ready` comes once, before the first request is sent. */
export type WorkerAnswer = { kind: 'ready' } | { kind: 'claims'; claims: Claim[] } | { kind: 'failed'; reason: string };

parentPort?.on('message', (request: WorkerRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerAnswer);

async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  try {
    const claims = request.kind === 'file' ? await runFileAnalyzers(request.file) : runChangeAnalyzers(request);
    return { kind: 'claims', claims };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
