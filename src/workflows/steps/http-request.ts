import { z } from 'zod';
import { createGuardedFetch, type GuardedFetch } from '../../access/outbound/guarded-fetch.js';
import { isSecretName, redactValue } from '../../access/redact.js';
import { hostKey } from '../../access/outbound/checked-lookup.js';
import { callService } from '../../integrations/services/call-service.js';
import { RunFailedError } from '../durable/durable-step.js';
import { rootOf } from '../executions/root-of.js';
import { defineStep, done } from './step-action.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const IDEMPOTENT = new Set(['GET', 'PUT', 'DELETE']);
const MOST_BYTES = 1024 * 1024;
const DEADLINE_MS = 10_000;
const LONGEST_KEPT = 8000;
/** Headers that are ours, or the connection's. */
const OWN_HEADERS = /^(host|content-length|connection|transfer-encoding|idempotency-key|cookie)$/i;

/** `http_request`: asks an address whose host the operator allows. */
export const httpRequest = defineStep({
  type: 'http_request',
  title: 'Send a request',
  description:
    'Sends an HTTP request to a host that the operator allows (WORKFLOW_HTTP_HOSTS). A request with an effect is sent once; redirects are not followed.',
  config: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2000),
    method: z.enum(METHODS).default('GET'),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(2000))
      .refine((headers) => !Object.keys(headers).some((name) => OWN_HEADERS.test(name)), 'names a header that is ours')
      .refine(
        (headers) => !Object.keys(headers).some(isSecretName),
        'holds credentials, and everybody who sees the installation reads a workflow: sign in at the other end',
      )
      .default({}),
    /** An object is sent as JSON. */
    body: z.union([z.string().max(100_000), z.record(z.string(), z.unknown())]).optional(),
  }),
  result: z.object({ sent: z.boolean(), body: z.unknown() }),
  needs: 'nothing',
  targets: { url: 'url', body: 'json' },
  describe: async ({ ports }, { url, method, headers, body }) => {
    const { pathname, searchParams } = new URL(url);
    for (const name of new Set(searchParams.keys())) if (isSecretName(name)) searchParams.set(name, '[redacted]');
    const query = searchParams.size === 0 ? '' : `?${searchParams.toString()}`;
    const parts = [
      [
        `${method} ${hostOf(url, ports.httpHosts)}${pathname}${query}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ].join('\n'),
      ...(body === undefined ? [] : [typeof body === 'string' ? body : JSON.stringify(redactValue(body), null, 2)]),
    ];
    return parts.join('\n\n');
  },
  run: async ({ ports, run, step, once, signal }, { url, method, headers, body }) => {
    const host = hostOf(url, ports.httpHosts);
    const { allowedPrivateHosts } = ports;
    const guarded = createGuardedFetch({ allowedPrivateHosts, mostBytes: MOST_BYTES, deadlineMs: DEADLINE_MS });
    // A redirect would lead to a host that nobody allowed, and take the headers along.
    const fetch: GuardedFetch = (to, init) => guarded(to, { ...init, redirect: 'error' });
    const isIdempotent = IDEMPOTENT.has(method);
    const sent = await once('request', {
      isIdempotent,
      work: async () => {
        const answer = await callService(
          { fetch, signal, now: () => new Date() },
          {
            service: host,
            method,
            url,
            headers: { ...headers, 'idempotency-key': `${rootOf(run.executionId)}:${step.position}` },
            ...(body === undefined ? {} : { body }),
            answer: z.unknown(),
            isIdempotent,
          },
        );
        return JSON.stringify(answer ?? null).length <= LONGEST_KEPT ? answer : null;
      },
    });
    if (sent.kind === 'unknown')
      return done(
        { sent: false, body: null },
        `${host} gave no answer: the request may have been carried out, and is not sent again`,
      );
    return done({ sent: true, body: sent.value }, `${method} ${host}${new URL(url).pathname}`);
  },
});

/** Throws RunFailedError for a host that is not on the list. */
function hostOf(url: string, allowed: readonly string[]): string {
  const { hostname } = new URL(url);
  if (allowed.some((one) => hostKey(one) === hostKey(hostname))) return hostname;
  throw new RunFailedError(
    `${hostname} is no host that workflows may ask: the operator names them in WORKFLOW_HTTP_HOSTS`,
  );
}
