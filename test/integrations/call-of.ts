import { inspect } from 'node:util';
import type { z } from 'zod';
import { createGuardedFetch } from '../../src/access/outbound/guarded-fetch.js';
import { healthOfError } from '../../src/integrations/services/health-of-error.js';
import type {
  Health,
  InboundRequest,
  IntegrationType,
  Message,
  ServiceCall,
} from '../../src/integrations/services/integration-type.js';

/** A time that stands still, for who wants it. */
export const NOW = new Date('2026-03-02T10:00:00Z');

/** What a call is made with, by the real guarded `fetch` with its real bounds; this machine may be asked. */
export function connection({
  allowed = ['127.0.0.1'],
  deadlineMs = 10_000,
  now = () => new Date(),
  signal = new AbortController().signal,
}: { allowed?: string[]; deadlineMs?: number; now?(): Date; signal?: AbortSignal } = {}) {
  const fetch = createGuardedFetch({ allowedPrivateHosts: allowed, mostBytes: 1024 * 1024, deadlineMs });
  return { fetch, allowedPrivateHosts: allowed, signal, now };
}

/** Makes calls of an integration as the engine does: settings through its schemas, requests through the real guard. */
export function callOf<C extends z.ZodObject, S extends z.ZodObject>(
  type: IntegrationType<C, S>,
  given: { config: z.input<C>; credentials: z.input<S> } & Parameters<typeof connection>[0],
): ServiceCall<z.output<C>, z.output<S>> {
  const { config, credentials, ...by } = given;
  return { config: type.config.parse(config), credentials: type.credentials.parse(credentials), ...connection(by) };
}

/** A message with nothing in it but what a test changes. */
export const messageOf = (over: Partial<Message> = {}): Message => ({
  to: null,
  title: null,
  text: 'Deployed.',
  url: null,
  level: 'info',
  fields: [],
  buttons: [],
  ...over,
});

export function inboundOf(body: string | Buffer, headers: Record<string, string>, method = 'POST'): InboundRequest {
  return { method, headers: new Headers(headers), body: Buffer.from(body), now: NOW };
}

/** How a service is, as the look at it finds: what it throws tells, too. */
export async function healthOf<C, S>(
  { health }: { health?(call: ServiceCall<C, S>): Promise<Health> },
  call: ServiceCall<C, S>,
): Promise<Health> {
  if (health === undefined) throw new Error('it has no health');
  return health(call).catch(healthOfError);
}

/** The error of a promise that fails. */
export async function errorOf(work: Promise<unknown>): Promise<Error> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || error.message === 'it did not fail') throw error;
  return error;
}

/** All that an error says, to whoever logs it: its causes, its stacks and what it hides. */
export function allOf(error: unknown): string {
  return `${inspect(error, { depth: 12, showHidden: true, maxStringLength: null })}${JSON.stringify(error)}`;
}

/** The forms in which a secret could leak. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64').replaceAll('=', ''), bytes.toString('hex'), encodeURIComponent(secret)];
}
