import { inspect } from 'node:util';
import type { z } from 'zod';
import { createGuardedFetch } from '../../src/access/outbound/guarded-fetch.js';
import type {
  InboundRequest,
  IntegrationType,
  Message,
  ServiceCall,
} from '../../src/integrations/services/integration-type.js';

export const NOW = new Date('2026-03-02T10:00:00Z');

/** A call of a service as the engine makes it: settings through their schemas, the guarded fetch, loopback allowed. */
export function callOf<C extends z.ZodObject, S extends z.ZodObject>(
  type: IntegrationType<C, S>,
  config: z.input<C>,
  credentials: z.input<S>,
  over: Partial<Pick<ServiceCall<unknown, unknown>, 'signal' | 'now'>> & { allowed?: string[] } = {},
): ServiceCall<z.output<C>, z.output<S>> {
  const { allowed = ['127.0.0.1'], ...more } = over;
  return {
    config: type.config.parse(config),
    credentials: type.credentials.parse(credentials),
    fetch: createGuardedFetch({ allowedPrivateHosts: allowed, mostBytes: 1 << 20, deadlineMs: 10_000 }),
    allowedPrivateHosts: allowed,
    signal: new AbortController().signal,
    now: () => NOW,
    ...more,
  };
}

export function messageOf(over: Partial<Message> = {}): Message {
  return { to: null, title: null, text: 'Hello', url: null, level: 'info', fields: [], buttons: [], ...over };
}

export function inboundOf(body: string | Buffer, headers: Record<string, string>, method = 'POST'): InboundRequest {
  return { method, headers: new Headers(headers), body: Buffer.from(body), now: NOW };
}

/** What a promise is rejected with; fails where it is not. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  const error: unknown = await work.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || error.message === 'it was not refused') throw error;
  return error;
}

/** Everything an error tells to whoever looks, its causes included. */
export function everythingOf(error: unknown): string {
  return `${inspect(error, { depth: 12, showHidden: true, maxStringLength: null })}${JSON.stringify(error)}`;
}

/** The forms in which a secret could leak. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64').replaceAll('=', ''), bytes.toString('hex'), encodeURIComponent(secret)];
}
