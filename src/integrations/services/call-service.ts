import { z } from 'zod';
import { OutboundRefusedError } from '../../access/outbound/outbound-refused-error.js';
import type { GuardedFetch } from '../../access/outbound/guarded-fetch.js';
import { sayable } from './sayable.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from './service-error.js';

/** Waits that a service may ask for at most; a longer one is cut. */
const LONGEST_WAIT_MS = 6 * 3_600_000;
const DEFAULT_WAIT_MS = 60_000;

export interface ServiceRequest<T extends z.ZodType> {
  /** As people call the service, for errors. */
  service: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string | URL;
  headers?: Record<string, string>;
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  /** What of an answer is needed. */
  answer: T;
  /** It changes nothing, or the same thing again: an answer that is lost may be asked for once more. */
  isIdempotent: boolean;
  /** What the service says in the body of a refusal, as a sentence; never more than it tells everybody. */
  reasonOf?(body: unknown): string | null;
  /** What is secret elsewhere than in a header: taken out of what the service says, should it repeat it. */
  secrets?: readonly string[];
  /** Where its status does not tell what an answer is: the error that it means; null: as its status says. */
  faultOf?(said: ServiceAnswer<unknown>, now: Date): Error | null;
  /** When its limit ends, where the service says it in headers of its own; null: it does not. */
  limitEndsAt?(headers: Headers, now: Date): Date | null;
}

export interface ServiceAnswer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/**
 * One request to a service, and what of its answer is needed. 429 and 503 with `Retry-After` are limits, other 5xx and
 * broken connections no answer, other 4xx refusals; no redirect is followed: a POST would become a GET, whose answer says
 * nothing of it. Nothing of the request is part of an error. Throws
 * ServiceLimitedError, ServiceUnavailableError, ServiceRefusedError.
 */
export async function callService<T extends z.ZodType>(
  call: ServiceConnection,
  request: ServiceRequest<T>,
): Promise<z.output<T>> {
  return (await callServiceInFull(call, request)).body;
}

type ServiceConnection = { fetch: GuardedFetch; signal: AbortSignal; now(): Date };

/** The same, for a service whose status or headers say more than its body. */
export async function callServiceInFull<T extends z.ZodType>(
  { fetch, signal, now }: ServiceConnection,
  request: ServiceRequest<T>,
): Promise<ServiceAnswer<z.output<T>>> {
  const { service, method, url, body, isIdempotent } = request;
  const isText = typeof body === 'string';
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...(body !== undefined && !isText && JSON_BODY), ...request.headers },
      signal,
      redirect: 'error',
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OutboundRefusedError) throw new ServiceRefusedError('invalid', `${service}: ${error.message}`);
    throw new ServiceUnavailableError(`${service} gave no answer`, !isIdempotent, { cause: error });
  }
  try {
    text = await response.text();
  } catch (error) {
    // One that is too large, too: it was asked, and may have been done.
    signal.throwIfAborted();
    throw new ServiceUnavailableError(`${service} gave an answer that cannot be read`, !isIdempotent, { cause: error });
  }
  const { status, headers } = response;
  const said = parsed(text);
  const fault = request.faultOf?.({ status, headers, body: said }, now()) ?? null;
  if (fault !== null) throw fault;
  const until = limitOf(response, now(), request.limitEndsAt);
  if (until !== null) throw new ServiceLimitedError(`${service} limits our requests`, until);
  if (status >= 500 || status === 408)
    throw new ServiceUnavailableError(`${service} answered ${status}`, !isIdempotent);
  if (!response.ok) throw refusal(request, status, said);
  const answer = request.answer.safeParse(said);
  if (!answer.success)
    throw new ServiceUnavailableError(`${service} gave an answer that cannot be read`, !isIdempotent, {
      cause: answer.error,
    });
  return { status, headers, body: answer.data };
}

const JSON_BODY = { 'content-type': 'application/json' };

/** A refusal as an error, by its status. */
function refusal(request: ServiceRequest<z.ZodType>, status: number, said: unknown): ServiceRefusedError {
  const { service } = request;
  const reason = sayable(request.reasonOf?.(said) ?? '', secretsOf(request));
  const more = reason === '' ? '' : `: ${reason}`;
  if (status === 401) return new ServiceRefusedError('credentials', `${service} does not take the credentials${more}`);
  if (status === 403) return new ServiceRefusedError('permission', `${service} does not allow it${more}`);
  if (status === 404 || status === 410)
    return new ServiceRefusedError('not-found', `${service} does not find it${more}`);
  return new ServiceRefusedError('invalid', `${service} refused it with status ${status}${more}`);
}

/** What of a request a service must not be quoted with. */
function secretsOf({ headers = {}, secrets = [] }: ServiceRequest<z.ZodType>): string[] {
  const sent = Object.entries(headers).flatMap(([name, value]) => (PUBLIC.test(name) ? [] : value.split(' ')));
  return [...secrets, ...sent].filter(({ length }) => length >= SHORTEST_SECRET);
}

/** Headers that hold nothing secret. */
const PUBLIC = /^(?:accept|content-type|user-agent)$/i;
const SHORTEST_SECRET = 8;

/** Until when a service wants to be left alone; null: it does not say so. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function limitOf(
  { status, headers }: Response,
  now: Date,
  limitEndsAt: ServiceRequest<z.ZodType>['limitEndsAt'],
): Date | null {
  const after = headers.get('retry-after');
  if (status !== 429 && !(status === 503 && after !== null)) return null;
  const seconds = Number(after ?? NaN);
  const named = Number.isNaN(seconds) ? Date.parse(after ?? '') : now.getTime() + seconds * 1000;
  return waitUntil(Number.isNaN(named) ? (limitEndsAt?.(headers, now)?.getTime() ?? NaN) : named, now);
}

/** The time (milliseconds since 1970) to which a service sends us away, within reason; NaN: it does not say. */
export function waitUntil(at: number, now: Date): Date {
  const wait = Number.isNaN(at) ? DEFAULT_WAIT_MS : Math.max(1000, at - now.getTime());
  return new Date(now.getTime() + Math.min(wait, LONGEST_WAIT_MS));
}

/** Any answer, and none; a page for people is not from the service itself: it asks to sign in, or says that it is away. */
export const AnyAnswer = z
  .unknown()
  .refine((said) => typeof said !== 'string' || !/^\s*<(?:!doctype|html)\b/i.test(said), 'is a page');

/** A text that is no JSON is given as it is. */
function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
