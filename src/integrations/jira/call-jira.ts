import { z } from 'zod';
import { callServiceInFull, waitUntil, type ServiceAnswer } from '../services/call-service.js';
import type { ServiceCall } from '../services/integration-type.js';
import { below } from '../services/service-address.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from '../services/service-error.js';
import type { JiraConfig, JiraCredentials } from './settings.js';

export type JiraCall = ServiceCall<JiraConfig, JiraCredentials>;

interface JiraRequest<T extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/rest/api/3/`, its parts encoded. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  answer: T;
  isIdempotent?: boolean;
}

/** Parts of a path, such as a key that somebody typed: none reaches another part of the API. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

/**
 * One request to Jira's REST API v3 and what of its answer is needed. Throws ServiceLimitedError,
 * ServiceUnavailableError, ServiceRefusedError.
 */
export async function callJira<T extends z.ZodType>(call: JiraCall, request: JiraRequest<T>): Promise<z.output<T>> {
  return (await callJiraInFull(call, request)).body;
}

/** The same, with the status of the answer. */
export async function callJiraInFull<T extends z.ZodType>(
  call: JiraCall,
  { method, path, query = {}, body, answer, isIdempotent = true }: JiraRequest<T>,
): Promise<ServiceAnswer<z.output<T>>> {
  const url = below(call.config.base_url, `rest/api/3/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const { authorization, secrets } = authorizationOf(call.credentials);
  return await callServiceInFull(call, {
    service: 'Jira',
    method,
    url,
    headers: { authorization },
    ...(body !== undefined && { body }),
    answer,
    isIdempotent,
    secrets,
    reasonOf,
    faultOf,
  });
}

/** https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/ */
function authorizationOf({ email, api_token, access_token }: JiraCredentials): {
  authorization: string;
  secrets: string[];
} {
  if (access_token !== null) return { authorization: `Bearer ${access_token}`, secrets: [access_token] };
  const pair = Buffer.from(`${email ?? ''}:${api_token ?? ''}`).toString('base64');
  return { authorization: `Basic ${pair}`, secrets: [pair, api_token ?? ''] };
}

const Said = z.object({
  errorMessages: z.array(z.string()).catch([]),
  errors: z.record(z.string(), z.string()).catch({}),
  message: z.string().catch(''),
});

/** `{ errorMessages, errors }` of Jira, `{ message }` of what stands before it. */
function reasonOf(body: unknown): string | null {
  const said = Said.safeParse(body);
  if (!said.success) return null;
  const { errorMessages, errors, message } = said.data;
  const fields = Object.entries(errors).map(([field, what]) => `${field}: ${what}`);
  return [...errorMessages, ...fields, message].filter((one) => one !== '').join('; ');
}

/** What Jira says in headers and not by its status. */
function faultOf({ status, headers }: ServiceAnswer<unknown>, now: Date): Error | null {
  // With a wrong token some answers are those for nobody in particular: empty, and 200.
  if (/^AUTHENTICAT(?:ED_FAILED|ION_DENIED)/.test(headers.get('x-seraph-loginreason') ?? ''))
    return new ServiceRefusedError('credentials', 'Jira does not take the credentials');
  // https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
  if (status === 429 && !headers.has('retry-after')) {
    const reset = Date.parse(headers.get('x-ratelimit-reset') ?? '');
    return new ServiceLimitedError('Jira limits our requests', waitUntil(reset, now));
  }
  if (status === 409) return new ServiceUnavailableError('Jira was changing the same issue', true);
  return null;
}
