import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLog } from '../access/log.js';
import { registerSecret } from '../access/redact.js';
import { createApp } from '../app.js';
import { createDataSource } from '../database/data-source.js';
import { createReceiver } from '../inbox/receive.js';
import { createRecorder } from '../inbox/record-events.js';
import { isTransientDatabaseError } from '../database/is-transient-error.js';
import { readHttpEvent } from './http-event.js';
import { readLambdaConfig } from './lambda-config.js';
import { loadAdapter } from './load-adapter.js';
import { throughReceiver, type HttpAnswer } from './through-receiver.js';

/** API Gateway and Function URLs end at 6 MB by themselves; the load balancer at 1 MB. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** Longer than the database may take in all, shorter than GitHub waits. */
const COMMIT_TIMEOUT_MS = 9500;
const QUERY_TIMEOUT_MS = 3500;
const POOL_SIZE = 2;

/** The answer as API Gateway, a Function URL or a load balancer takes it. */
export interface LambdaAnswer {
  statusCode: number;
  headers: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
}

interface Door {
  receive(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

export type Webhook = (event: unknown, context?: unknown) => Promise<LambdaAnswer>;

/**
 * The function behind the webhook's address. The first invocation opens it, those that come meanwhile wait for the same
 * opening; one that failed is tried again by the next. Answers 202 after the commit and has nothing left to do then:
 * a frozen function loses nothing (K2). Never throws: what is no request gets a 400 (K3).
 */
export function createWebhook(env: Readonly<Record<string, string | undefined>>): Webhook {
  let opening: Promise<Door> | null = null;
  const open = () => {
    opening ??= openDoor(env).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  return async (event) => {
    const request = readHttpEvent(event);
    if (request === null) return shaped(refusal(400, 'this is no request'), false);
    if (request.method !== 'POST') return shaped(refusal(404, 'not found'), request.wantsLists);
    let answer: HttpAnswer | null;
    try {
      const door = await open();
      answer = await throughReceiver(door.receive, request);
      await door.settled();
    } catch (error) {
      const line = { level: 'error', msg: error instanceof Error ? error.message : 'the function could not be opened' };
      process.stderr.write(`${JSON.stringify(line)}\n`);
      answer = { ...refusal(503, 'not ready'), headers: { 'content-type': 'application/json', 'retry-after': '60' } };
    }
    return shaped(answer ?? refusal(404, 'not found'), request.wantsLists);
  };
}

async function openDoor(env: Readonly<Record<string, string | undefined>>): Promise<Door> {
  const config = readLambdaConfig(env);
  const { app, url, secretKeys } = config;
  for (const secret of [app.privateKey, ...app.webhookSecrets, ...secretKeys]) registerSecret(secret);
  const log = createLog({ level: config.LOG_LEVEL, name: 'webhook' });
  const source = createDataSource({
    scope: 'system',
    url,
    poolSize: POOL_SIZE,
    applicationName: 'nectr webhook',
    queryTimeoutMs: QUERY_TIMEOUT_MS,
  });
  await source.initialize();
  try {
    const recorder = createRecorder({ source });
    const hashes = new AsyncLocalStorage<string>();
    const record: Parameters<typeof createApp>[0] = async ({ id, name, payload }) => {
      const incoming = { source: 'github', deliveryId: id, name, payload, sha256: hashes.getStore() ?? null };
      await again(() => recorder.record(incoming));
    };
    const deliver = await loadAdapter(app, record);
    const receive = createReceiver({
      secrets: app.webhookSecrets,
      limits: { maxBytes: MAX_BODY_BYTES, timeoutMs: COMMIT_TIMEOUT_MS },
      deliverTimeoutMs: COMMIT_TIMEOUT_MS,
      deliver: (delivery) => hashes.run(delivery.sha256, () => deliver(delivery)),
      refused: (status, reason, error) => log.warn({ status, err: error }, `delivery refused: ${reason}`),
    });
    return { receive, settled: () => recorder.close() };
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

/** A connection that broke while the function was frozen shows only when it is used, and so does the next one. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = POOL_SIZE; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !isTransientDatabaseError(error)) throw error;
    }
  }
}

function refusal(status: number, message: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

function shaped({ status, headers, body }: HttpAnswer, wantsLists: boolean): LambdaAnswer {
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { statusCode: status, headers, body, ...(wantsLists ? { multiValueHeaders: lists } : {}) };
}
