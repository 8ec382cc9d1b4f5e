import { Mem0Error, type Mem0Trouble } from './mem0-error.js';

/** Of one answer: the largest that is asked for lists a thousand memories of 600 characters. */
const MOST_BYTES = 4 * 1024 * 1024;
const LONGEST_RETRY_MS = 600_000;

/** One request to Mem0. */
export interface Mem0Request {
  url: string;
  method: 'GET' | 'POST' | 'DELETE';
  headers: Record<string, string>;
  /** JSON. */
  body?: string | undefined;
}

/**
 * Sends one request and reads its answer, JSON of at most 4 MB, within `deadlineMs`. Redirects are not followed: the
 * key would go along to another host. Throws Mem0Error, or the reason of `signal`.
 */
export async function askMem0(
  { url, method, headers, body }: Mem0Request,
  { deadlineMs, signal }: { deadlineMs: number; signal: AbortSignal },
): Promise<unknown> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(deadlineMs);
  const either = AbortSignal.any([signal, deadline]);
  try {
    const sent = { method, headers: { accept: 'application/json', ...headers }, body: body ?? null };
    const response = await fetch(url, { ...sent, redirect: 'manual', signal: either });
    const trouble = troubleOf(response.status);
    if (trouble !== null) {
      await response.body?.cancel();
      throw new Mem0Error(trouble, { status: response.status, retryMs: retryAfter(response) });
    }
    return parse(await readBytes(response));
  } catch (error) {
    if (error instanceof Mem0Error) throw error;
    signal.throwIfAborted();
    if (deadline.aborted) throw new Mem0Error('silent');
    throw new Mem0Error('away', { cause: error });
  }
}

function troubleOf(status: number): Mem0Trouble | null {
  if (status >= 200 && status < 300) return null;
  if (status === 401 || status === 403) return 'key';
  if (status === 404) return 'gone';
  if (status === 402 || status === 429) return 'limited';
  if (status === 408 || status >= 500) return 'away';
  return status >= 400 ? 'refused' : 'strange';
}

function retryAfter({ headers }: Response): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? Math.min(seconds * 1000, LONGEST_RETRY_MS) : null;
}

async function readBytes(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop ends the connection: nothing more is taken.
    if (size > MOST_BYTES) throw new Mem0Error('large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // What `JSON.parse` says quotes the answer.
    throw new Mem0Error('strange');
  }
}
