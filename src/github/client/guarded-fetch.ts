import { deadlineSignal } from '../../turns/deadline-signal.js';
import { setTimeout as sleep } from 'node:timers/promises';
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

const READ_ATTEMPTS = 4;
const MAX_REDIRECTS = 3;
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** Of a file's contents: no larger one is read anywhere, in a snapshot neither. */
const MAX_RAW_BYTES = 5 * 1024 * 1024;
const REDIRECTS = new Set([301, 302, 307, 308]);

/**
 * A `fetch` for Octokit that never resolves with half an answer: body read whole within a total deadline, JSON
 * checked, redirects only to the same host, reads tried again up to three times. Writes are sent once. Each request
 * waits for its turn. Throws `GitHubUnavailableError`, and what the pace throws. Why: Octokit resolves cut pages with
 * `[]` and repeats POSTs.
 */
export function guardedFetch(policy: FetchPolicy): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const headers = init.headers as Record<string, string>;
    const method = init.method ?? 'GET';
    const sent = { method, url, body: init.body };
    const paced = { kind: callKind(sent), points: callPoints(sent), asApp: isAppCall(url) };
    return tryAgain(policy, { url, init: { ...init, headers, method }, format: formatOf(url, headers), paced });
  };
}

async function tryAgain(policy: FetchPolicy, call: Call): Promise<Response> {
  const { url, init, paced } = call;
  // What costs more than a read may not happen twice.
  const attempts = paced.points === 1 ? READ_ATTEMPTS : 1;
  let begun: AbortSignal | null = null;
  const send = (): Promise<Response | GitHubUnavailableError> => {
    begun ??= deadlineOf(policy, call);
    return tryOnce(policy, { ...call, signal: begun });
  };
  for (let attempt = 1; ; attempt++) {
    const turn = { ...paced, signal: begun ?? init.signal ?? null };
    const answer = await (policy.pace === null ? send() : policy.pace.inTurn(turn, send));
    if (!(answer instanceof GitHubUnavailableError) && answer.status < 500) return answer;
    const signal: AbortSignal = begun ?? deadlineOf(policy, call);
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

function deadlineOf(policy: FetchPolicy, { format, init }: Call): AbortSignal {
  return deadlineSignal(format === 'json' ? policy.deadlineMs : policy.blobDeadlineMs, init.signal);
}

function formatOf(url: string, headers: Record<string, string>): Call['format'] {
  if (/\/tarball\/[^/]+$/.test(pathOf(url))) return 'tarball';
  return headers.accept?.includes('raw') ? 'raw' : 'json';
}

async function tryOnce(policy: FetchPolicy, call: Sent): Promise<Response | GitHubUnavailableError> {
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

async function readWhole(response: Response, call: Call, name: string): Promise<Response> {
  const body = await readCapped(response, name, call.format === 'raw' ? MAX_RAW_BYTES : MAX_BODY_BYTES);
  const headers = new Headers(response.headers);
  if (response.status === 204 || response.status === 205 || response.status === 304)
    return new Response(null, { status: response.status, headers });
  if (response.ok && call.format === 'json') checkJson(body, headers, name);
  // Octokit would decode `…raw; charset=utf-8` as text and destroy binary files.
  if (response.ok && call.format === 'raw') headers.set('content-type', 'application/octet-stream');
  return new Response(body, { status: response.status, headers });
}

async function readCapped(response: Response, name: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new GitHubTooLargeError(`${name}: the answer is larger than ${most} bytes`);
  if (Number(response.headers.get('content-length')) > most) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function checkJson(body: Uint8Array, headers: Headers, name: string): void {
  const type = headers.get('content-type') ?? 'no content type';
  if (!/^application\/([\w.+-]+\+)?json\b/.test(type))
    throw new GitHubUnavailableError(`${name}: expected JSON, got ${type}`);
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new GitHubUnavailableError(`${name}: the JSON of the answer is incomplete or broken`, { cause });
  }
}

/** Without the query: it may carry a token. */
function pathOf(url: string): string {
  return new URL(url).pathname;
}
