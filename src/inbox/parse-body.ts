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

/** Generous: a body of 25 MB takes a quarter of a second. */
const DEADLINE_MS = 5000;
/** Of the thread. A body of 25 MB needs up to 150 MB, one made of nothing but empty objects more than there is. */
const HEAP_MB = 256;

/** A body as a row needs it; null if it is no JSON object. */
export function parseBody(bytes: Buffer): ParsedBody | null {
  const parsed = parsePayload(bytes);
  return parsed && { ...parsed, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * The same for a process that must answer others meanwhile: a large body is parsed in a thread, one at a time, within
 * limits of time and memory, and its `payload` is but the skeleton of it. A body that needs more memory than the
 * thread may take comes back with `refused`. Rejects where the thread broke or was late. The bytes are handed over to
 * the thread: they must not be used afterwards.
 */
export function createBodyParser(): (bytes: Buffer) => Promise<ParsedBody | null> {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const inTurn = async (bytes: Buffer): Promise<ParsedBody | null> => {
    thread ??= startThread(new URL('./parse-thread.js', import.meta.url), {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    try {
      const parsed = await ask(thread, bytes);
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

function ask(thread: Worker, bytes: Buffer): Promise<ParsedBody | null> {
  return new Promise((resolve, reject) => {
    let sha256: string | null = null;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      thread.off('message', take).off('error', broken).off('exit', gone);
      settle();
    };
    const take = (message: Parsed): void => {
      if (message.kind === 'hash') sha256 = message.sha256;
      else end(() => resolve(bodyOf(message, sha256 ?? '')));
    };
    const broken = (error: Error & { code?: string }): void => {
      const refused = 'it takes more memory to read than there is';
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY' || sha256 === null) return end(() => reject(error));
      const hash = sha256;
      end(() => resolve({ payload: {}, json: Buffer.alloc(0), sha256: hash, refused }));
    };
    const gone = (): void => end(() => reject(new Error('the thread that reads large deliveries ended')));
    const timer = setTimeout(
      () => end(() => reject(new Error(`a large delivery could not be read within ${DEADLINE_MS} ms`))),
      DEADLINE_MS,
    );
    thread.on('message', take).on('error', broken).on('exit', gone);
    thread.postMessage({ buffer: bytes.buffer, length: bytes.length }, [bytes.buffer as ArrayBuffer]);
  });
}

function bodyOf(message: Exclude<Parsed, { kind: 'hash' }>, sha256: string): ParsedBody | null {
  if (message.kind === 'none') return null;
  return { payload: message.skeleton, json: Buffer.from(message.json, 0, message.length), sha256 };
}
