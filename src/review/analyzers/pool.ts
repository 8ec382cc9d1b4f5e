import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { WorkerAnswer, WorkerRequest } from './worker.js';

type PoolAnswer = Exclude<WorkerAnswer, { kind: 'ready' }>;
/** What the worker answers to a request, or `failed` when it broke or passed its deadline. */
export type AnswerTo<Request extends WorkerRequest> = Extract<
  PoolAnswer,
  { kind: (Request['kind'] extends 'file' | 'change' ? 'claims' : Request['kind']) | 'failed' }
>;

interface Job {
  request: WorkerRequest;
  deadlineMs: number;
  settle: (answer: PoolAnswer) => void;
}

const SIZE = Math.max(1, Math.min(4, availableParallelism() - 1));
const START_DEADLINE_MS = 60_000;

const idle: Worker[] = [];
const all = new Set<Worker>();
const queue: Job[] = [];

/**
 * Runs `request` on a worker thread, at most `SIZE` at once. `deadlineMs` counts from the moment a started worker gets
 * it; a worker that passes it is terminated and replaced. Never rejects.
 */
export function runInPool<Request extends WorkerRequest>(
  request: Request,
  deadlineMs: number,
): Promise<AnswerTo<Request>> {
  return new Promise((settle) => {
    queue.push({ request, deadlineMs, settle: (answer) => settle(answer as AnswerTo<Request>) });
    next();
  });
}

/** Ends all worker threads. Requests that still run settle as `failed`; a later `runInPool` starts new threads. */
export async function closePool(): Promise<void> {
  idle.length = 0;
  for (const job of queue.splice(0)) job.settle({ kind: 'failed', reason: 'The analyzer pool was closed' });
  await Promise.all([...all].map((worker) => worker.terminate()));
}

function next(): void {
  if (queue.length === 0) return;
  const worker = idle.pop();
  if (!worker && all.size >= SIZE) return;
  const job = queue.shift();
  if (!job) return;
  run(worker ?? startWorker(), job, worker === undefined);
}

function startWorker(): Worker {
  const entry = import.meta.url.endsWith('.ts') ? './worker-from-source.mjs' : './worker.js';
  const worker = new Worker(new URL(entry, import.meta.url), {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  all.add(worker);
  worker.on('error', () => forget(worker)).on('exit', () => forget(worker));
  return worker;
}

function forget(worker: Worker): void {
  all.delete(worker);
  const at = idle.indexOf(worker);
  if (at !== -1) idle.splice(at, 1);
}

function run(worker: Worker, job: Job, starting: boolean): void {
  const { request, deadlineMs, settle } = job;
  let timer = setTimeout(fail, starting ? START_DEADLINE_MS : deadlineMs, 'The analyzer thread did not start');
  worker.ref();
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  if (!starting) send();

  function send(): void {
    clearTimeout(timer);
    timer = setTimeout(fail, deadlineMs, `The analyzers did not finish within ${deadlineMs / 1000} s`);
    worker.postMessage(request);
  }

  function onMessage(answer: WorkerAnswer): void {
    if (answer.kind === 'ready') return send();
    release();
    worker.unref();
    idle.push(worker);
    settle(answer);
    next();
  }

  function onError(error: unknown): void {
    fail(`The analyzer thread broke: ${error instanceof Error ? error.message : String(error)}`);
  }

  function onExit(): void {
    fail('The analyzer thread ended');
  }

  function fail(reason: string): void {
    release();
    forget(worker);
    void worker.terminate();
    settle({ kind: 'failed', reason });
    next();
  }

  function release(): void {
    clearTimeout(timer);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  }
}
