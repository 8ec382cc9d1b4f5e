import type { Worker } from 'node:worker_threads';
import { startThread } from '../../../threads/start-thread.js';
import { createTurnQueue } from '../../../turns/turn-queue.js';
import { GraphUnavailableError } from '../../graph-unavailable-error.js';
import type { AnswerTo, SymbolAnswer, SymbolRequest } from './requests.js';

export interface SymbolAsker {
  /**
   * `turn` is whoever must not be delayed by others, such as an installation. Throws GraphUnavailableError once the
   * process ends; whatever befalls the thread is an answer.
   */
  ask<Request extends SymbolRequest>(turn: string | number, request: Request): Promise<AnswerTo<Request>>;
}

/** The thread that reads the symbols of repositories: one for a process, started when it is needed. */
export interface SymbolThread extends SymbolAsker {
  /** For reviews, which do not wait until others have computed. */
  atOnce: SymbolAsker;
  close(): Promise<void>;
}

export interface SymbolThreadOptions {
  /** Waited for before each request that gives way: whoever computes first of all. */
  spare?: () => Promise<void>;
  /** Milliseconds for one request. */
  deadlineMs?: number;
  /** Milliseconds after which a thread that nobody asks ends, and its memory with it. */
  idleMs?: number;
}

type Answer = Exclude<SymbolAnswer, { kind: 'ready' }>;

interface Job {
  request: SymbolRequest;
  givesWay: boolean;
  settle(answer: Answer): void;
  refuse(error: Error): void;
}

interface Running {
  worker: Worker;
  started: Promise<boolean>;
}

const START_DEADLINE_MS = 60_000;
const DEADLINE_MS = 10_000;
/** A whole repository is looked through when it is made known. */
const OPEN_DEADLINE_MS = 60_000;
const IDLE_MS = 60_000;
const MOST_HEAP_MB = 320;
/** Parsers keep the memory of the largest file they read. */
const MOST_BYTES = 192 * 1024 * 1024;

/**
 * One request at a time, by turns. Out of what an error comes, what is late or runs out of memory, costs the thread,
 * whose memory may be damaged; the next request gets a new one.
 */
export function createSymbolThread({
  spare = async () => undefined,
  deadlineMs = DEADLINE_MS,
  idleMs = IDLE_MS,
}: SymbolThreadOptions = {}): SymbolThread {
  const queue = createTurnQueue<Job>();
  let running: Running | null = null;
  let isBusy = false;
  let isClosed = false;
  let idle: NodeJS.Timeout | null = null;

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    if (idle) clearTimeout(idle);
    for (let job = queue.shift(); job; job = queue.shift()) {
      if (job.givesWay) await spare();
      const answer = isClosed ? null : await answerOf(job.request).catch((error: unknown) => broken(String(error)));
      if (answer === null || isClosed) job.refuse(endsError());
      else job.settle(answer);
    }
    isBusy = false;
    if (!isClosed) idle = setTimeout(() => void end(), idleMs).unref();
  }

  async function answerOf(request: SymbolRequest): Promise<Answer> {
    const { worker, started } = (running ??= start(forget));
    if (!(await started)) return broken('the thread did not start');
    return new Promise((resolve) => {
      const deadline = request.kind === 'open' ? OPEN_DEADLINE_MS : deadlineMs;
      const late = () => settle(broken(`it was not read within ${deadline / 1000} s`));
      const timer = setTimeout(late, deadline);
      const onError = (error: unknown) => {
        const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        settle(broken(isMemory ? 'the thread ran out of memory' : `the thread broke: ${String(error)}`));
      };
      const onExit = () => settle(broken('the thread ended'));
      const onMessage = ({ bytes = 0, ...message }: Answer & { bytes?: number }) => {
        if (message.kind === 'failed') return settle(broken(message.reason));
        if (bytes > MOST_BYTES) void end();
        settle(message);
      };
      const settle = (answer: Answer) => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        worker.unref();
        resolve(answer);
      };
      worker.ref();
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(request, buffersOf(request));
    });
  }

  function broken(reason: string): Answer {
    void end();
    return { kind: 'failed', reason };
  }

  function forget(worker: Worker): void {
    if (running?.worker === worker) running = null;
  }

  async function end(): Promise<void> {
    const ending = running;
    running = null;
    await ending?.worker.terminate();
  }

  function ask<Request extends SymbolRequest>(
    turn: string | number,
    request: Request,
    givesWay: boolean,
  ): Promise<AnswerTo<Request>> {
    if (isClosed) return Promise.reject(endsError());
    return new Promise((resolve, refuse) => {
      queue.push(turn, { request, givesWay, settle: (answer) => resolve(answer as AnswerTo<Request>), refuse });
      void work();
    });
  }

  return {
    ask: (turn, request) => ask(turn, request, true),
    atOnce: { ask: (turn, request) => ask(turn, request, false) },
    async close() {
      isClosed = true;
      if (idle) clearTimeout(idle);
      for (const { refuse } of queue.clear()) refuse(endsError());
      await end();
    },
  };
}

/** The scan goes on where another process takes it up. */
function endsError(): GraphUnavailableError {
  return new GraphUnavailableError('the process that reads symbols ends');
}

function start(ended: (worker: Worker) => void): Running {
  const worker = startThread('graph/symbols/thread/symbol-worker', {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
  });
  const started = new Promise<boolean>((resolve) => {
    const timer = setTimeout(resolve, START_DEADLINE_MS, false);
    const settle = (isReady: boolean) => {
      clearTimeout(timer);
      resolve(isReady);
    };
    worker.once('message', () => settle(true)).on('error', () => settle(false));
    worker.once('exit', () => {
      settle(false);
      ended(worker);
    });
  });
  return { worker, started };
}

function buffersOf(request: SymbolRequest): ArrayBuffer[] {
  if (request.kind === 'extract') return request.files.map(({ bytes }) => bytes.buffer);
  return request.kind === 'contracts' ? [request.before.bytes.buffer, request.after.bytes.buffer] : [];
}
