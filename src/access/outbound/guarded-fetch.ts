import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { startDeadline } from '../../turns/start-deadline.js';
import { checkedLookup, hostKey } from './checked-lookup.js';
import { isPrivateAddress } from './is-private-address.js';
import { OutboundRefusedError } from './outbound-refused-error.js';

const MOST_REDIRECTS = 3;
/** All that another host is told of a request: each service has its own name for the header with its credentials. */
const FOR_ANYBODY = new Set(['accept', 'content-type', 'user-agent']);
const NULL_BODY = new Set([204, 205, 304]);

export interface OutboundSettings {
  /** Hosts that may lie in a private network, by name or address. */
  allowedPrivateHosts: readonly string[];
  /** An address that the operator has set: asked as it stands. Its redirects are checked as all others. */
  trustedUrl?: string | null;
  /** Of one answer. */
  mostBytes: number;
  /** Milliseconds from the request to the end of its answer, redirects included. */
  deadlineMs: number;
  /** Asked for the addresses of a name; the system's unless a test has its own. */
  resolve?(host: string): Promise<readonly string[]>;
  /** Which addresses are refused; those of no public network unless a test has its own. */
  isRefused?(address: string): boolean;
}

export type GuardedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for addresses that other people name (api.md, "Settled"; faults S25, I3): a name is resolved once, all its
 * addresses have to be public, and the connection goes to one of those. At most three redirects are followed, each
 * checked again; bodies, and headers that could be credentials, never go to another origin. With `redirect: 'manual'`
 * none is, with `'error'` one is refused. Throws
 * `OutboundRefusedError` for an address that is refused, and for an answer above `mostBytes` while it is read; else as
 * `fetch` does.
 */
export function createGuardedFetch(settings: OutboundSettings): GuardedFetch {
  const allowed = new Set(settings.allowedPrivateHosts.map(hostKey));
  const { resolve, isRefused = isPrivateAddress } = settings;
  const trusted = settings.trustedUrl == null ? null : new URL(settings.trustedUrl).href;

  return async (input, init = {}) => {
    const limit = startDeadline(settings.deadlineMs, init.signal);
    try {
      let asked: Asked = {
        url: new URL(input),
        method: init.method ?? 'GET',
        headers: new Headers(init.headers),
        body: bodyOf(init.body),
      };
      for (let redirects = 0; ; redirects++) {
        const isTrusted = redirects === 0 && asked.url.href === trusted;
        const lookup = await checkedLookup(asked.url, { isTrusted, allowed, resolve, isRefused, signal: limit.signal });
        const answer = await send(asked, lookup, limit.signal);
        const next = init.redirect === 'manual' ? null : redirectOf(asked, answer);
        if (next === null) return responseOf(answer, settings.mostBytes, limit);
        answer.destroy();
        if (init.redirect === 'error')
          throw new OutboundRefusedError(`${asked.url.host} redirects: name the address it leads to`);
        if (redirects === MOST_REDIRECTS)
          throw new OutboundRefusedError(`${asked.url.host} redirects more than ${MOST_REDIRECTS} times`);
        asked = next;
      }
    } catch (error) {
      limit.end();
      throw error;
    }
  };
}

interface Asked {
  url: URL;
  method: string;
  headers: Headers;
  body: string | null;
}

/** Nothing that is sent here is more than a short text. */
function bodyOf(body: RequestInit['body']): string | null {
  if (body == null || typeof body === 'string') return body ?? null;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('only texts are sent');
}

/** A connection of its own: one that somebody else has opened was checked by other rules. */
function send({ url, method, headers, body }: Asked, lookup: LookupFunction | null, signal: AbortSignal) {
  const sent = new Headers(headers);
  sent.set('accept-encoding', 'identity');
  if (body !== null) sent.set('content-length', String(Buffer.byteLength(body)));
  const isSecure = url.protocol === 'https:';
  const options = {
    method,
    headers: Object.fromEntries(sent.entries()),
    signal,
    ...(lookup === null ? {} : { lookup }),
  };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const request: ClientRequest = isSecure
      ? httpsRequest(url, { ...options, agent: new HttpsAgent({ keepAlive: false }) })
      : httpRequest(url, { ...options, agent: new HttpAgent({ keepAlive: false }) });
    request.on('response', resolve);
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    request.end(body ?? undefined);
  });
}

/** Null: it is none. https://fetch.spec.whatwg.org/#http-redirect-fetch */
function redirectOf({ url, method, headers, body }: Asked, answer: IncomingMessage): Asked | null {
  const { statusCode = 0 } = answer;
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return null;
  if (!URL.canParse(location, url.href)) throw new OutboundRefusedError(`${url.host} redirects to nowhere`);
  const next = new URL(location, url);
  const isSame = next.origin === url.origin;
  const isRead = statusCode === 303 || ((statusCode === 301 || statusCode === 302) && method === 'POST');
  if (!isSame && !isRead && body !== null)
    throw new OutboundRefusedError(`${url.host} redirects what it is sent to another host`);
  const kept = new Headers([...headers].filter(([name]) => isSame || FOR_ANYBODY.has(name)));
  if (!isRead) return { url: next, method, headers: kept, body };
  kept.delete('content-type');
  return { url: next, method: method === 'HEAD' ? 'HEAD' : 'GET', headers: kept, body: null };
}

function responseOf(answer: IncomingMessage, mostBytes: number, limit: ReturnType<typeof startDeadline>): Response {
  const status = answer.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  answer.on('close', () => limit.end());
  // Whoever reads is told; where nobody does, it must not take the process down.
  answer.on('error', () => undefined);
  if (NULL_BODY.has(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    answer.destroy();
    throw new OutboundRefusedError('the answer is packed, which was not asked for');
  }
  const body = Readable.toWeb(Readable.from(bounded(answer, mostBytes, limit.signal))) as ReadableStream<Uint8Array>;
  return new Response(body, { status, statusText: answer.statusMessage ?? '', headers });
}

async function* bounded(answer: IncomingMessage, mostBytes: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const piece of answer) {
      const bytes = piece as Buffer;
      size += bytes.length;
      if (size > mostBytes) throw new OutboundRefusedError(`the answer is larger than ${mostBytes} bytes`);
      yield bytes;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    answer.destroy();
  }
}
