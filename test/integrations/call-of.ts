import { inspect } from 'node:util';
import { createGuardedFetch } from '../../src/access/outbound/guarded-fetch.js';
import type { IntegrationType, Message, ServiceCall } from '../../src/integrations/services/integration-type.js';
import type { z } from 'zod';

/** Makes calls of an integration as the engine does: settings through its schemas, requests through the real guard. */
export function callOf<C extends z.ZodObject, S extends z.ZodObject>(
  type: IntegrationType<C, S>,
  given: { config: z.input<C>; credentials: z.input<S>; allowed?: string[]; deadlineMs?: number; now?: Date },
): ServiceCall<z.output<C>, z.output<S>> {
  const { now, allowed = ['127.0.0.1'], deadlineMs = 5000 } = given;
  return {
    config: type.config.parse(given.config),
    credentials: type.credentials.parse(given.credentials),
    fetch: createGuardedFetch({ allowedPrivateHosts: allowed, mostBytes: 1 << 20, deadlineMs }),
    signal: new AbortController().signal,
    now: () => now ?? new Date(),
  };
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

/** All that an error says, to whoever logs it: its causes and stacks too. */
export const allOf = (error: unknown): string => inspect(error, { depth: 10 });

/** The error of a promise that fails. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
