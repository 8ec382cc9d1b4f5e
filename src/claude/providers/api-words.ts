import type { APIError } from '@anthropic-ai/sdk';

/** What an error's answer says, in the forms of Anthropic, AWS and Google. */
export interface ApiWords {
  status: number | undefined;
  /** Its machine-readable name; empty: it has none. */
  name: string;
  /** Its words, which may quote the request: to be looked at, never to be shown. */
  text: string;
}

/**
 * Anthropic: `{ error: { type, message } }`. AWS: `{ message }` and the header `x-amzn-errortype`
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html); an event of the stream carries its name
 * as a type. Google: `{ error: { status, message } }`, in a list where a stream was asked for.
 */
export function apiWords({ status, headers, error, type }: APIError): ApiWords {
  const body = recordOf(Array.isArray(error) ? error[0] : error);
  const inner = recordOf(body['error']);
  const header = headers?.get('x-amzn-errortype')?.split(':')[0] ?? '';
  const aws = String(body['__type'] ?? '').replace(/^.*#/, '');
  const name = header || aws || String(inner['status'] ?? inner['type'] ?? type ?? '');
  const text = inner['message'] ?? body['message'] ?? body['Message'] ?? '';
  return {
    status,
    name: name.charAt(0).toUpperCase() + name.slice(1),
    text: typeof text === 'string' ? text : '',
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
