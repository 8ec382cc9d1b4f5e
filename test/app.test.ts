import { createRequire } from 'node:module';
import { Probot } from 'probot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp, type ReceivedEvent } from '../src/app.js';
import { pem } from './app-key.js';

const examples = z
  .array(z.object({ name: z.string(), examples: z.array(z.unknown()) }))
  .parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));

async function start(record: (event: ReceivedEvent) => Promise<void>) {
  const probot = new Probot({ appId: 1, privateKey: pem, secret: 's'.repeat(32), logLevel: 'fatal' });
  await probot.load(createApp(record));
  await probot.ready();
  return (id: string, name: string, payload: unknown) =>
    probot.webhooks.receive({ id, name, payload } as Parameters<typeof probot.webhooks.receive>[0]);
}

describe('createApp', () => {
  it('records every example payload of GitHub exactly once', async () => {
    const got: ReceivedEvent[] = [];
    const receive = await start(async (event) => void got.push(event));
    const all = examples.flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })));
    for (const [at, { name, payload }] of all.entries()) await receive(String(at), name, payload);
    expect(got.map(({ id, name }) => [id, name])).toEqual(all.map(({ name }, at) => [String(at), name]));
    expect(all.length).toBeGreaterThan(100);
  });

  it.each(['pull_request', 'star', 'event_of_next_year'])(
    'lets a failure to record %s reach the receiver',
    async (name) => {
      const receive = await start(() => Promise.reject(new Error('no database')));
      await expect(receive('1', name, { action: 'created' })).rejects.toThrow();
    },
  );
});
