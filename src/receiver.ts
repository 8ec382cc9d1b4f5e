import type { IncomingMessage, ServerResponse } from 'node:http';
import { Probot, ProbotOctokit } from 'probot';
import type { DataSource } from 'typeorm';
import { createApp } from './app.js';
import type { AppConfig } from './config.js';
import { createReceiver, type Delivery } from './inbox/receive.js';
import { createBodyParser } from './inbox/parse-body.js';
import { createRecorder } from './inbox/record-events.js';
import type { Log } from './workflows/ports.js';

const MAX_BODY_BYTES = 25 * 1024 * 1024;
const BODY_TIMEOUT_MS = 10_000;
const COMMIT_TIMEOUT_MS = 5000;

export interface ReceiverSettings {
  app: AppConfig;
  source: DataSource;
  /** What gets work queued whatever the triggers wait for; the life cycle unless told. */
  isWanted?(eventType: string): boolean;
  /** Called after each answer to a delivery. */
  answered(status: number, seconds: number): void;
  log: Log;
  /** How long a commit may take until the answer is 503; 5 s unless told. */
  commitTimeoutMs?: number;
}

export interface Receiver {
  /** False: the path is none of ours. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Probot makes an authenticated Octokit for each handler of each event, which takes as long as reading a payload. Our
 * handlers only record: all get the same one, without authentication.
 */
const SharedOctokit = ProbotOctokit.defaults({
  authStrategy: ({ octokit }: { octokit: unknown }) =>
    Object.assign(async () => octokit, {
      hook: (request: (options: unknown) => unknown, options: unknown) => request(options),
    }),
});

/** The door for GitHub's deliveries: our reader and verification, then Probot's handlers, then one commit, then 202. */
export async function createGitHubReceiver({
  app,
  source,
  isWanted,
  answered,
  log,
  commitTimeoutMs = COMMIT_TIMEOUT_MS,
}: ReceiverSettings): Promise<Receiver> {
  if (app.webhookSecrets.length === 0)
    throw new Error('WEBHOOK_SECRET is missing: deliveries cannot be verified without it');
  const recorder = createRecorder({ source, isWanted });
  const verified = new WeakMap<object, Pick<Delivery, 'json' | 'sha256' | 'refused'>>();
  const probot = new Probot({
    appId: app.appId,
    privateKey: app.privateKey,
    secret: app.webhookSecrets[0] ?? '',
    logLevel: 'fatal',
    Octokit: SharedOctokit,
  });
  await probot.load(
    createApp(async ({ id, name, payload }) => {
      const raw = (typeof payload === 'object' && payload !== null && verified.get(payload)) || { sha256: null };
      const result = await recorder.record({ source: 'github', deliveryId: id, name, payload, ...raw });
      log.info({ deliveryId: id, event: name, result }, 'delivery recorded');
    }),
  );
  await probot.ready();
  const handle = createReceiver({
    secrets: app.webhookSecrets,
    limits: { maxBytes: MAX_BODY_BYTES, timeoutMs: BODY_TIMEOUT_MS },
    deliverTimeoutMs: commitTimeoutMs,
    parse: createBodyParser(),
    deliver: async ({ id, name, payload, json, sha256, refused }) => {
      verified.set(payload, { json, sha256, ...(refused === undefined ? {} : { refused }) });
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
