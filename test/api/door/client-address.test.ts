import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { clientAddress } from '../../../src/api/door/client-address.js';

const app = new Hono().get('/', (context) => context.json(clientAddress(context)));
const seen = async (remoteAddress: string | undefined, forwarded?: string): Promise<unknown> => {
  const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return (await app.request('/', { headers }, { incoming: { socket: { remoteAddress } } })).json();
};

it.each([
  ['the connection', '93.184.216.34', undefined, '93.184.216.34'],
  ['what a proxy in our network saw', '10.0.0.3', '198.51.100.7', '198.51.100.7'],
  ['the last proxy, not what the caller told it', '::ffff:127.0.0.1', '1.1.1.1, 198.51.100.7', '198.51.100.7'],
  ['the connection where a stranger says to be a proxy', '93.184.216.34', '198.51.100.7', '93.184.216.34'],
  ['the proxy itself where it tells nonsense', '10.0.0.3', "'; DROP TABLE", '10.0.0.3'],
  ['nothing without a connection', undefined, '198.51.100.7', null],
])('is %s', async (_what, remote, forwarded, address) => {
  expect(await seen(remote, forwarded)).toBe(address);
});
