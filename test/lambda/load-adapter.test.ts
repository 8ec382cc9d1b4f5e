import { expect, it } from 'vitest';
import type { ReceivedEvent } from '../../src/app.js';
import { loadAdapter } from '../../src/lambda/load-adapter.js';
import { pem } from '../app-key.js';

const app = {
  appId: 1,
  privateKey: pem,
  webhookSecrets: ['n'.repeat(32), 'o'.repeat(32)],
};
const delivery = (id: string, name = 'pull_request', payload: Record<string, unknown> = { action: 'opened' }) => ({
  id,
  name,
  payload,
  sha256: 'a'.repeat(64),
});

it('K1: hands on each of twenty deliveries that come the moment it is loaded, once', async () => {
  const got: ReceivedEvent[] = [];
  const deliver = await loadAdapter(app, async (event) => void got.push(event));
  await Promise.all(Array.from({ length: 20 }, (_, index) => deliver(delivery(`${index}`))));
  expect(got.map(({ id }) => id).toSorted()).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`).toSorted());
  expect(got[0]).toMatchObject({ name: 'pull_request', payload: { action: 'opened' } });
});

it('hands on events without a handler of their own, once', async () => {
  const got: ReceivedEvent[] = [];
  const deliver = await loadAdapter(app, async (event) => void got.push(event));
  await deliver(delivery('1', 'star', { action: 'created' }));
  expect(got).toMatchObject([{ id: '1', name: 'star' }]);
});

it('fails when the event could not be recorded', async () => {
  const deliver = await loadAdapter(app, () => Promise.reject(new Error('no database')));
  await expect(deliver(delivery('1'))).rejects.toThrow(/no database/);
});

it('hands on what is nested too deep to be written again', async () => {
  const got: ReceivedEvent[] = [];
  const deliver = await loadAdapter(app, async (event) => void got.push(event));
  let deep: unknown = [];
  for (let depth = 0; depth < 20_000; depth++) deep = [deep];
  await deliver(delivery('1', 'pull_request', { deep }));
  expect(got).toMatchObject([{ id: '1', name: 'pull_request' }]);
});
