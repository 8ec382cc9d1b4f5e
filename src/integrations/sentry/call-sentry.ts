import type { z } from 'zod';
import { callService } from '../services/call-service.js';
import type { ServiceCall } from '../services/integration-type.js';
import { below } from '../services/service-address.js';
import type { SentryConfig, SentryCredentials } from './settings.js';

export type SentryCall = ServiceCall<SentryConfig, SentryCredentials>;

interface SentryRequest<T extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT';
  /** Behind `/api/0`, with a slash at its end, as all of Sentry's. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  answer: T;
  isIdempotent: boolean;
}

/** One request to Sentry's API (https://docs.sentry.io/api/). Throws what `callService` does. */
export function callSentry<T extends z.ZodType>(
  call: SentryCall,
  { path, query = {}, ...request }: SentryRequest<T>,
): Promise<z.output<T>> {
  const search = new URLSearchParams(query).toString();
  return callService(call, {
    service: 'Sentry',
    ...request,
    url: below(call.config.base_url, `api/0${path}${search === '' ? '' : `?${search}`}`),
    headers: { authorization: `Bearer ${call.credentials.auth_token}` },
    reasonOf: (body) => sentences(body).join(' ') || null,
    limitEndsAt,
  });
}

/** The path of an issue, by its number. */
export function issuePath({ config }: SentryCall, issueId: string): string {
  return `/organizations/${encodeURIComponent(config.organization)}/issues/${encodeURIComponent(issueId)}/`;
}

/** `{"detail": "…"}`, or sentences for each field, at any depth. */
function sentences(body: unknown, depth = 0): string[] {
  if (typeof body === 'string') return depth === 0 ? [] : [body];
  if (typeof body !== 'object' || body === null || depth > 4) return [];
  return Object.values(body).flatMap((value) => sentences(value, depth + 1));
}

/** Seconds since 1970. https://docs.sentry.io/api/ratelimits/ */
function limitEndsAt(headers: Headers): Date | null {
  const seconds = Number(headers.get('x-sentry-rate-limit-reset') ?? NaN);
  return Number.isFinite(seconds) ? new Date(seconds * 1000) : null;
}
