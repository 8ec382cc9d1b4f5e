import { createHash } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../threads/start-thread.js';
import { LARGE_BODY } from './byte-budget.js';
import type { Parsed } from './parse-thread.js';
import { parsePayload, type ParsedPayload } from './parse-payload.js';

export type ParsedBody = ParsedPayload & {
  /** Of the raw bytes, hexadecimal. */
  sha256: string;
};

/** A body of 25 MB takes a second of a processor, of which a busy machine gives a part; GitHub gives up after ten. */
const DEADLINE_MS = 9000;
const START_DEADLINE_MS = 15_000;
/** Of the thread; what it reads is weighed first (see parse-thread.ts), so that it never needs them all. */
const HEAP_MB = 384;

/** A body as a row needs it; null if it is no JSON object. */
export function parseBody(bytes: Buffer): ParsedBody | null {
  const parsed = parsePayload(bytes);
  return parsed && { ...parsed, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * The same for a process that must answer others meanwhile: a large body is parsed in a thread, one at a time, within
 * limits of time and memory, and its `payload` is but the skeleton of it. A body whose values would take too much
 * memory comes back with `refused`. Rejects where the thread broke or was late. The bytes are handed over to
 * the thread: they must not be used afterwards.
 */
export function createBodyParser({ deadlineMs = DEADLINE_MS } = {}): (bytes: Buffer) => Promise<ParsedBody | null> {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const inTurn = async (bytes: Buffer): Promise<ParsedBody | null> => {
    thread ??= startThread('inbox/parse-thread', {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    try {
      const parsed = await ask(thread, bytes, deadlineMs);
      // Its memory goes back when nobody waits: large bodies are rare.
      if (--waiting === 0) endThread();
      return parsed;
    } catch (error) {
      waiting -= 1;
      endThread();
      throw error;
    }
  };
  const endThread = (): void => {
    void thread?.terminate();
    thread = null;
  };
  return (bytes) => {
    if (bytes.length <= LARGE_BODY) return Promise.resolve(parseBody(bytes));
    waiting += 1;
    const parsing = last.then(() => inTurn(bytes));
    last = parsing.catch(() => undefined);
    return parsing;
  };
}

function ask(thread: Worker, bytes: Buffer, deadlineMs: number): Promise<ParsedBody | null> {
  return new Promise((resolve, reject) => {
    let sha256: string | null = null;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      thread.off('message', take).off('error', broken).off('exit', gone);
      settle();
    };
    const take = (message: Parsed): void => {
      if (message.kind !== 'hash') return end(() => resolve(bodyOf(message, sha256 ?? '')));
      ({ sha256 } = message);
      clearTimeout(timer);
      timer = setTimeout(late, deadlineMs);
    };
    const broken = (error: Error): void => end(() => reject(error));
    const gone = (): void => end(() => reject(new Error('the thread that reads large deliveries ended')));
    const late = (): void => end(() => reject(new Error('a large delivery could not be read in time')));
    let timer = setTimeout(late, START_DEADLINE_MS);
    thread.on('message', take).on('error', broken).on('exit', gone);
    thread.postMessage({ buffer: bytes.buffer, length: bytes.length }, [bytes.buffer as ArrayBuffer]);
  });
}

function bodyOf(message: Exclude<Parsed, { kind: 'hash' }>, sha256: string): ParsedBody | null {
  if (message.kind === 'none') return null;
  if (message.kind === 'refused') return { payload: {}, json: Buffer.alloc(0), sha256, refused: message.reason };
  return { payload: message.skeleton, json: Buffer.from(message.json, 0, message.length), sha256 };
}
