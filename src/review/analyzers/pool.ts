import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { startThread as startWorker } from '../../threads/start-thread.js';
import { createTurnQueue } from '../../turns/turn-queue.js';
import type { LossCause, ThreadShare } from './thread-share.js';
import type { WorkerAnswer, WorkerRequest } from './worker.js';

type PoolAnswer = Exclude<WorkerAnswer, { kind: 'ready' }>;
interface AnswerKind {
  secrets: 'claims';
  file: 'claims';
  change: 'claims';
  outline: 'outline';
  measure: 'measure';
  coverage: 'coverage';
  syntax: 'syntax';
  layout: 'layout';
}
/** What the thread answers to a request, or `failed` when it broke, passed its deadline, or got no time. */
export type AnswerTo<Request extends WorkerRequest> = Extract<
  PoolAnswer,
  { kind: AnswerKind[Request['kind']] | 'failed' }
>;

interface Job {
  request: WorkerRequest;
  deadlineMs: number;
  /** `performance.now()` after which the answer is of no use. */
  until: number;
  share: ThreadShare;
  settle: (answer: PoolAnswer) => void;
  /** It failed in a thread that others had used before: whose fault that was shows in a fresh one. */
  wantsFresh: boolean;
}

interface Thread {
  worker: Worker;
  /** It has been given a request before. */
  used: boolean;
  closed: boolean;
}

const SIZE = Math.max(1, Math.min(4, availableParallelism() - 1));
const START_DEADLINE_MS = 60_000;
/** A parser keeps the memory of the largest file it read: a thread above this is replaced. */
const MOST_BYTES = 192 * 1024 * 1024;
const NO_TIME_LEFT = "the time for this review's rules was used up";

const idle: Thread[] = [];
const all = new Set<Thread>();
const queue = createTurnQueue<Job>();
/** Who would use a thread that is left. */
const waiting = new Set<() => void>();

/**
 * Runs `request` on a thread, at most `SIZE` at once, by turns of `share.turn`. `deadlineMs` counts from the moment a
 * started thread gets it, and is no longer than what is left of the share. A thread out of which an error came, that is
 * late, or that ran out of memory is thrown away with its parsers, whose memory may be damaged; if others had used it
 * before, the request is tried once more in a fresh one. One that waits longer than `until` is not begun. Never
 * rejects.
 */
export function runInPool<Request extends WorkerRequest>(
  request: Request,
  deadlineMs: number,
  share: ThreadShare,
  until = Number.POSITIVE_INFINITY,
): Promise<AnswerTo<Request>> {
  return new Promise((resolve) => {
    const settle = (answer: PoolAnswer) => resolve(answer as AnswerTo<Request>);
    queue.push(share.turn, { request, deadlineMs, until, share, settle, wantsFresh: false });
    next();
  });
}

/**
 * Waits until the analyzers leave a thread's worth of the processors, but no longer than `mostMs`: reviews come first,
 * and whoever else computes goes on slowly while they never end.
 */
export function spareThread(mostMs: number): Promise<void> {
  if (isSpare()) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(go, mostMs);
    function go(): void {
      clearTimeout(timer);
      waiting.delete(go);
      resolve();
    }
    waiting.add(go);
  });
}

function isSpare(): boolean {
  return queue.size === 0 && all.size - idle.length < SIZE;
}

/** Ends all threads. Requests that still run settle as `failed`; a later `runInPool` starts new threads. */
export async function closePool(): Promise<void> {
  idle.length = 0;
  for (const job of queue.clear()) job.settle({ kind: 'failed', reason: 'The analyzer pool was closed' });
  await Promise.all(
    [...all].map((thread) => {
      thread.closed = true;
      return thread.worker.terminate();
    }),
  );
}

function next(): void {
  while (queue.size > 0 && all.size - idle.length < SIZE) {
    const job = queue.shift();
    if (!job) return;
    if (job.share.leftMs <= 0) job.settle({ kind: 'failed', reason: NO_TIME_LEFT });
    else if (performance.now() >= job.until) job.settle({ kind: 'failed', reason: 'no thread was free in time' });
    else run(threadFor(job), job);
  }
  if (isSpare()) for (const go of waiting) go();
}

function threadFor({ wantsFresh }: Job): Thread {
  const known = wantsFresh ? undefined : idle.pop();
  if (known) return known;
  const surplus = all.size >= SIZE ? idle[0] : undefined;
  if (surplus) discard(surplus);
  return startThread();
}

function startThread(): Thread {
  const worker = startWorker('review/analyzers/worker', { env: {}, resourceLimits: { maxOldGenerationSizeMb: 512 } });
  const thread = { worker, used: false, closed: false };
  all.add(thread);
  worker.on('error', () => forget(thread)).on('exit', () => forget(thread));
  return thread;
}

function forget(thread: Thread): void {
  all.delete(thread);
  const at = idle.indexOf(thread);
  if (at !== -1) idle.splice(at, 1);
}

function discard(thread: Thread): void {
  forget(thread);
  void thread.worker.terminate();
}

function run(thread: Thread, job: Job): void {
  const { request, share, settle } = job;
  const { worker } = thread;
  const starting = !thread.used;
  const deadlineMs = Math.min(job.deadlineMs, share.leftMs);
  let sentAt: number | null = null;
  let timer = setTimeout(fail, START_DEADLINE_MS, 'ended', 'The analyzer thread did not start');
  worker.ref();
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  if (!starting) send();

  function send(): void {
    clearTimeout(timer);
    timer = setTimeout(fail, deadlineMs, 'late', lateReason(deadlineMs));
    thread.used = true;
    sentAt = performance.now();
    worker.postMessage(request);
  }

  function onMessage(answer: WorkerAnswer): void {
    if (answer.kind === 'ready') return send();
    if (answer.kind === 'failed') return fail('trapped', answer.reason);
    if (answer.kind === 'claims' && answer.failures.length > 0) {
      const [{ rule, reason } = { rule: '', reason: '' }] = answer.failures;
      return fail('trapped', `${rule}: ${reason}`, answer);
    }
    release();
    worker.unref();
    if ((answer.bytes ?? 0) > MOST_BYTES) discard(thread);
    else idle.push(thread);
    settle(answer);
    next();
  }

  function onError(error: unknown): void {
    const memory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    fail(
      memory ? 'memory' : 'ended',
      memory ? 'The analyzers ran out of memory' : `The analyzer thread broke: ${String(error)}`,
    );
  }

  function onExit(): void {
    fail('ended', 'The analyzer thread ended');
  }

  function fail(cause: LossCause, reason: string, answer: PoolAnswer = { kind: 'failed', reason }): void {
    release();
    discard(thread);
    const again = !starting && !thread.closed;
    if (!thread.closed) share.lost({ cause, ...subjectOf(request), reason, again });
    if (again) queue.push(share.turn, { ...job, wantsFresh: true });
    else settle(answer);
    next();
  }

  function release(): void {
    clearTimeout(timer);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    if (sentAt !== null) share.leftMs -= performance.now() - sentAt;
  }
}

function lateReason(deadlineMs: number): string {
  return `The analyzers did not finish within ${Math.round(deadlineMs) / 1000} s`;
}

function subjectOf(request: WorkerRequest): { kind: WorkerRequest['kind']; path?: string } {
  if (request.kind === 'change') return { kind: request.kind };
  return { kind: request.kind, path: 'file' in request ? request.file.path : request.path };
}
