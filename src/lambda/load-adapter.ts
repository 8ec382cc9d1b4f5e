import { createHmac } from 'node:crypto';
import { createLambdaFunction } from '@probot/adapter-aws-lambda-serverless';
import { Probot } from 'probot';
import { createApp } from '../app.js';
import type { AppConfig } from '../config.js';
import type { Delivery } from '../inbox/receive.js';

/**
 * Probot's own adapter. It is called only after `ready()` and after the app has registered its handlers, neither of
 * which it waits for; it knows one secret, so that what our receiver has verified is signed anew with the first. The
 * returned function rejects if `record` does.
 */
export async function loadAdapter(
  app: AppConfig,
  record: Parameters<typeof createApp>[0],
): Promise<(delivery: Pick<Delivery, 'id' | 'name' | 'payload'>) => Promise<void>> {
  const [secret = ''] = app.webhookSecrets;
  const probot = new Probot({ appId: app.appId, privateKey: app.privateKey, secret, logLevel: 'fatal' });
  await probot.ready();
  const adapter = await new Promise<ReturnType<typeof createLambdaFunction>>((resolve) => {
    const handler: ReturnType<typeof createLambdaFunction> = createLambdaFunction(
      (loaded: Probot) => {
        createApp(record)(loaded);
        queueMicrotask(() => resolve(handler));
      },
      { probot },
    );
  });
  return async ({ id, name, payload }) => {
    const body = jsonOf(payload);
    // Nested deeper than can be written: the recorder keeps the event without its payload.
    if (body === null) return record({ id, name, payload });
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'x-github-delivery': id, 'x-github-event': name, 'x-hub-signature-256': signature };
    // The adapter reads no more of an event than this.
    await adapter({ headers, body } as unknown as Parameters<typeof adapter>[0], {} as Parameters<typeof adapter>[1]);
  };
}

function jsonOf(payload: unknown): string | null {
  try {
    return JSON.stringify(payload);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
