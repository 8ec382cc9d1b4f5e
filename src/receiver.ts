import type { IncomingMessage, ServerResponse } from 'node:http';
import { Probot } from 'probot';
import type { DataSource } from 'typeorm';
import { createApp } from './app.js';
import type { AppConfig } from './config.js';
import { createReceiver } from './inbox/receive.js';
import { createRecorder } from './inbox/record-events.js';
import type { Log } from './workflows/ports.js';

const MAX_BODY_BYTES = 25 * 1024 * 1024;
const BODY_TIMEOUT_MS = 10_000;
const COMMIT_TIMEOUT_MS = 5000;

export interface ReceiverSettings {
  app: AppConfig;
  source: DataSource;
  isWanted(eventType: string): boolean;
  /** Called after each answer to a delivery. */
  answered(status: number, seconds: number): void;
  log: Log;
}

export interface Receiver {
  /** False: the path is none of ours. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
}

/** The door for GitHub's deliveries: our reader and verification, then Probot's handlers, then one commit, then 202. */
export async function createGitHubReceiver({
  app,
  source,
  isWanted,
  answered,
  log,
}: ReceiverSettings): Promise<Receiver> {
  const recorder = createRecorder({ source, isWanted });
  const hashes = new WeakMap<object, string>();
  const probot = new Probot({
    appId: app.appId,
    privateKey: app.privateKey,
    secret: app.webhookSecrets[0] ?? '',
    logLevel: 'fatal',
  });
  await probot.load(
    createApp(async ({ id, name, payload }) => {
      const sha256 = typeof payload === 'object' && payload !== null ? (hashes.get(payload) ?? null) : null;
      const result = await recorder.record({ source: 'github', deliveryId: id, name, payload, sha256 });
      log.debug({ deliveryId: id, event: name, result }, 'delivery recorded');
    }),
  );
  await probot.ready();
  const handle = createReceiver({
    secrets: app.webhookSecrets,
    limits: { maxBytes: MAX_BODY_BYTES, timeoutMs: BODY_TIMEOUT_MS },
    deliverTimeoutMs: COMMIT_TIMEOUT_MS,
    deliver: async ({ id, name, payload, sha256 }) => {
      hashes.set(payload, sha256);
      await probot.webhooks.receive({ id, name, payload } as Parameters<typeof probot.webhooks.receive>[0]);
    },
    refused: (status, reason, error) => log.warn({ status, err: error }, `delivery refused: ${reason}`),
  });
  return {
    handle: async (request, response) => {
      const from = performance.now();
      const ours = await handle(request, response);
      if (ours) answered(response.statusCode, (performance.now() - from) / 1000);
      return ours;
    },
    close: () => recorder.close(),
  };
}
