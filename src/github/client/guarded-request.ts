import { setTimeout as sleep } from 'node:timers/promises';
import { collectBytes } from '../../turns/collect-bytes.js';
import { parseJson } from '../../turns/parse-json.js';
import { type Deadline, startDeadline } from '../../turns/start-deadline.js';
import { callKind, callPoints, isAppCall } from './call-kind.js';
import type { CallPace, PacedRequest } from './call-pace.js';
import { GitHubTooLargeError, GitHubUnavailableError } from './github-error.js';

export interface FetchPolicy {
  fetch: typeof globalThis.fetch;
  /** Null: nobody counts, for a process that calls GitHub a few times and ends. */
  pace: CallPace | null;
  /** Total time of one call with its retries, from its turn on: JSON answers. */
  deadlineMs: number;
  /** The same for file contents and tarballs. */
  blobDeadlineMs: number;
  /** First pause before a read is tried again; doubles, with jitter. */
  retryDelayMs: number;
}

interface Call {
  url: string;
  init: RequestInit & { headers: Record<string, string>; method: string };
  format: 'json' | 'raw' | 'tarball';
  paced: Omit<PacedRequest, 'signal'>;
}

interface Sent extends Call {
  signal: AbortSignal;
}

/**
 * An answer as Octokit takes it. What went well has in `body` what becomes `data`: JSON as value, a file's bytes as
 * Buffer.
 */
type Answer = Pick<Response, 'status' | 'url' | 'headers'> & { body: unknown };

const READ_ATTEMPTS = 4;
const MAX_REDIRECTS = 3;
/** A hundred files of a pull request with a diff each; no other answer has a third of it. */
const MAX_JSON_BYTES = 32 * 1024 * 1024;
/** Of a file's contents: no larger one is read anywhere, in a snapshot neither. */
const MAX_RAW_BYTES = 5 * 1024 * 1024;
/** Of an answer that says what went wrong. Octokit parses it in one go. */
const MAX_ERROR_BYTES = 256 * 1024;
/** Larger ones are put together as they come. */
const LARGE_BYTES = 256 * 1024;
const REDIRECTS = new Set([301, 302, 307, 308]);

/**
 * How an Octokit sends its requests, as its option `request`, so that it never resolves with half an answer: body read
 * whole within a total deadline, redirects only to the same host, reads tried again up to three times. Writes are sent
 * once. Each request waits for its turn. Throws `GitHubUnavailableError`, and what the pace throws. Why: Octokit
 * resolves cut pages with `[]`, repeats POSTs, and parses answers of any size while everybody waits: JSON is parsed
 * here, once, and Octokit hands it on as it is.
 */
export function guardedRequest(policy: FetchPolicy): {
  fetch: (url: string, init: RequestInit) => Promise<Answer>;
  parseSuccessResponseBody: false;
} {
  return {
    parseSuccessResponseBody: false,
    fetch: async (url, init) => {
      const headers = init.headers as Record<string, string>;
      const method = init.method ?? 'GET';
      const sent = { method, url, body: init.body };
      const paced = { kind: callKind(sent), points: callPoints(sent), asApp: isAppCall(url) };
      return tryAgain(policy, { url, init: { ...init, headers, method }, format: formatOf(url, headers), paced });
    },
  };
}

async function tryAgain(policy: FetchPolicy, call: Call): Promise<Answer> {
  const deadline = deadlineOf(policy, call);
  try {
    return await tryWithin(policy, call, deadline.begin);
  } finally {
    // A tarball is read afterwards: its deadline goes on.
    if (call.format !== 'tarball') deadline.end();
  }
}

/** `begin` starts the deadline, at its first call. */
async function tryWithin(policy: FetchPolicy, call: Call, begin: () => AbortSignal): Promise<Answer> {
  const { url, init, paced } = call;
  // What costs more than a read may not happen twice.
  const attempts = paced.points === 1 ? READ_ATTEMPTS : 1;
  let begun: AbortSignal | null = null;
  const send = (): Promise<Answer | GitHubUnavailableError> => {
    begun = begin();
    return tryOnce(policy, { ...call, signal: begun });
  };
  for (let attempt = 1; ; attempt++) {
    const turn = { ...paced, signal: begun ?? init.signal ?? null };
    const answer = await (policy.pace === null ? send() : policy.pace.inTurn(turn, send));
    if (!(answer instanceof GitHubUnavailableError) && answer.status < 500) return answer;
    const signal = begin();
    if (attempt >= attempts || signal.aborted || answer instanceof GitHubTooLargeError) {
      if (answer instanceof GitHubUnavailableError) throw answer;
      return answer;
    }
    const pause = policy.retryDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random());
    await sleep(pause, undefined, { signal }).catch((cause: unknown) => {
      throw new GitHubUnavailableError(`${init.method} ${pathOf(url)}: deadline passed while retrying`, { cause });
    });
  }
}

/** The deadline of a call, which does not run before its first turn. */
function deadlineOf(policy: FetchPolicy, { format, init }: Call): { begin(): AbortSignal; end(): void } {
  const ms = format === 'json' ? policy.deadlineMs : policy.blobDeadlineMs;
  let begun: Deadline | null = null;
  return {
    begin: () => (begun ??= startDeadline(ms, init.signal)).signal,
    end: () => begun?.end(),
  };
}

function formatOf(url: string, headers: Record<string, string>): Call['format'] {
  if (/\/tarball\/[^/]+$/.test(pathOf(url))) return 'tarball';
  return headers.accept?.includes('raw') ? 'raw' : 'json';
}

async function tryOnce(policy: FetchPolicy, call: Sent): Promise<Answer | GitHubUnavailableError> {
  const name = `${call.init.method} ${pathOf(call.url)}`;
  try {
    const response = await follow(policy, call);
    if (call.format === 'tarball' && response.ok) return response;
    return await readWhole(response, call, name);
  } catch (cause) {
    if (cause instanceof GitHubUnavailableError) return cause;
    return new GitHubUnavailableError(`${name}: ${call.signal.aborted ? 'deadline passed' : 'connection failed'}`, {
      cause,
    });
  }
}

async function follow(policy: FetchPolicy, call: Sent): Promise<Response> {
  let url = new URL(call.url);
  let headers = call.init.headers;
  for (let hops = 0; ; hops++) {
    const response = await policy.fetch(url.href, { ...call.init, headers, redirect: 'manual', signal: call.signal });
    const location = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || !location) return response;
    await response.body?.cancel();
    const next = new URL(location, url);
    if (hops >= MAX_REDIRECTS) throw new GitHubUnavailableError(`${pathOf(call.url)}: more than ${hops} redirects`);
    if (next.origin !== url.origin) {
      if (call.format !== 'tarball' || next.protocol !== 'https:' || next.hostname !== codeloadHost(url))
        throw new GitHubUnavailableError(`${pathOf(call.url)}: refused a redirect to another host, ${next.host}`);
      const { authorization: _left, ...open } = headers;
      headers = open;
    }
    url = next;
  }
}

/** GitHub serves tarballs from here, by a short-lived address; our token is not sent along. */
function codeloadHost(api: URL): string {
  return `codeload.${api.hostname.replace(/^api\./, '')}`;
}

async function readWhole(response: Response, call: Call, name: string): Promise<Answer> {
  const { ok, status, url, headers } = response;
  const most = !ok ? MAX_ERROR_BYTES : call.format === 'raw' ? MAX_RAW_BYTES : MAX_JSON_BYTES;
  const bytes = await readCapped(response, name, most);
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status, headers });
  if (!ok) return new Response(bytes, { status, headers });
  return { status, url, headers, body: call.format === 'raw' ? bytes : await jsonOf(bytes, headers, name) };
}

async function readCapped(response: Response, name: string, most: number): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = () => new GitHubTooLargeError(`${name}: the answer is larger than ${most} bytes`);
  if (Number(response.headers.get('content-length')) > most) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const target = collectBytes({ above: LARGE_BYTES, capacity: most });
  for await (const piece of response.body ?? []) {
    if (target.size() + piece.byteLength > most) throw tooLarge();
    target.add(piece);
  }
  return target.bytes();
}

async function jsonOf(bytes: Uint8Array, headers: Headers, name: string): Promise<unknown> {
  const type = headers.get('content-type') ?? 'no content type';
  if (!/^application\/([\w.+-]+\+)?json\b/.test(type))
    throw new GitHubUnavailableError(`${name}: expected JSON, got ${type}`);
  try {
    return await parseJson(bytes);
  } catch (cause) {
    throw new GitHubUnavailableError(`${name}: the JSON of the answer is incomplete or broken`, { cause });
  }
}

/** Without the query: it may carry a token. */
function pathOf(url: string): string {
  return new URL(url).pathname;
}
