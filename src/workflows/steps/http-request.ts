import { z } from 'zod';
import { createGuardedFetch, type GuardedFetch } from '../../access/outbound/guarded-fetch.js';
import { isSecretName, redactValue } from '../../access/redact.js';
import { hostKey } from '../../access/outbound/checked-lookup.js';
import { callService } from '../../integrations/services/call-service.js';
import { RunFailedError } from '../durable/durable-step.js';
import { rootOf } from '../executions/root-of.js';
import { holdsSecret, marksIn, withMarks } from '../secrets/secret-name.js';
import { HIDDEN, withoutSecrets } from '../secrets/without-secrets.js';
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
    'Sends an HTTP request to a host that the operator allows (WORKFLOW_HTTP_HOSTS). A request with an effect is sent once; redirects are not followed. `${{ secrets.NAME }}` in headers and body is filled in when it is sent, and shown nowhere.',
  config: z.strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .describe('The address; its host has to be allowed by whoever runs the server.'),
    method: z.enum(METHODS).default('GET').describe('`GET`, `PUT` and `DELETE` are sent again where no answer came.'),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(2000))
      .refine((headers) => !Object.keys(headers).some((name) => OWN_HEADERS.test(name)), 'names a header that is ours')
      .refine(
        (headers) => !Object.entries(headers).some(([name, value]) => isSecretName(name) && !holdsSecret(value)),
        'holds credentials, and everybody who sees the installation reads a workflow: keep them as a secret, ${{ secrets.NAME }}',
      )
      .default({})
      .describe('By name, such as `{"Authorization": "Bearer ${{ secrets.NAME }}"}`.'),
    body: z
      .union([z.string().max(100_000), z.record(z.string(), z.unknown())])
      .optional()
      .describe('A text, or an object that is sent as JSON.'),
  }),
  result: z.object({ sent: z.boolean(), body: z.unknown() }),
  needs: 'nothing',
  targets: { url: 'url', body: 'json' },
  secretKeys: ['headers', 'body'],
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
    return withMarks(parts.join('\n\n'), () => HIDDEN);
  },
  run: async ({ ports, run, step, once, signal }, { url, method, headers, body }) => {
    const host = hostOf(url, ports.httpHosts);
    const { allowedPrivateHosts } = ports;
    const guarded = createGuardedFetch({ allowedPrivateHosts, mostBytes: MOST_BYTES, deadlineMs: DEADLINE_MS });
    // A redirect would lead to a host that nobody allowed, and take the headers along.
    const fetch: GuardedFetch = (to, init) => guarded(to, { ...init, redirect: 'error' });
    const isIdempotent = IDEMPOTENT.has(method);
    const request = {
      isIdempotent,
      work: async () => {
        const secrets = await ports.openSecrets(run.installationId, marksIn({ headers, body }));
        const said = await callService(
          { fetch, signal, now: () => new Date() },
          {
            service: host,
            method,
            url,
            headers: {
              ...headersOf(headers, secrets),
              'idempotency-key': `${rootOf(run.executionId)}:${step.position}`,
            },
            ...(body === undefined ? {} : { body: bodyOf(body, secrets) }),
            answer: z.unknown(),
            isIdempotent,
          },
        );
        const answer = withoutSecrets(said, secrets.values());
        return JSON.stringify(answer ?? null).length <= LONGEST_KEPT ? answer : null;
      },
    };
    // One that only asks does nothing that would have to stand in the book.
    const sent =
      method === 'GET' ? { kind: 'done' as const, value: await request.work() } : await once('request', request);
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

type Secrets = ReadonlyMap<string, string>;

/** Throws RunFailedError, without its value, for a secret that no header can hold. */
function headersOf(headers: Readonly<Record<string, string>>, secrets: Secrets): Record<string, string> {
  return withMarks(headers, (name) => {
    const value = secrets.get(name) ?? '';
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new RunFailedError(`the secret ${name} has a line break, or characters that no header can hold`);
    return value;
  });
}

/** A text is JSON, where a secret stands within quotes. */
function bodyOf(body: string | Record<string, unknown>, secrets: Secrets): string | Record<string, unknown> {
  if (typeof body === 'string') return withMarks(body, (name) => JSON.stringify(secrets.get(name) ?? '').slice(1, -1));
  return withMarks(body, (name) => secrets.get(name) ?? '');
}
