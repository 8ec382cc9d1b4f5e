import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { eventRow } from '../../src/inbox/event-row.js';
import { openBodyApart } from '../../src/inbox/open-body-apart.js';

const SECRET = 'n'.repeat(32);
const sign = (bytes: Buffer) => `sha256=${createHmac('sha256', SECRET).update(bytes).digest('hex')}`;
const payload = {
  action: 'synchronize',
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  installation: { id: 7 },
  repository: { id: 8, topics: ['x'] },
  pull_request: { id: 9, number: 3, updated_at: '2026-01-01T00:00:00Z', body: 'x'.repeat(3_000_000), labels: [{}] },
  commits: Array.from({ length: 100_000 }, (_, index) => ({ id: index, message: 'm' })),
};

it('opens a large body while others go on, with all that its row needs', async () => {
  const bytes = Buffer.from(JSON.stringify(payload));
  const [signature, sha256] = [sign(bytes), createHash('sha256').update(bytes).digest('hex')];
  const whole = Buffer.from(bytes);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  const opened = await openBodyApart(bytes, signature, ['o'.repeat(32), SECRET]);
  clearInterval(timer);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  expect(turns).toBeGreaterThan(5);
  expect(opened.json.equals(whole)).toBe(true);
  expect(opened.sha256).toBe(sha256);
  const row = (given: unknown) => {
    const { json: _, ...columns } = eventRow({
      source: 'github',
      deliveryId: 'd',
      name: 'pull_request',
      payload: given,
      json: whole,
      sha256,
    });
    return columns;
  };
  expect(row(opened.payload)).toEqual(row(payload));
  expect(JSON.stringify(opened.payload).length).toBeLessThan(5000);
});

it.each([
  ['of another secret', Buffer.from(`{"a":"${'x'.repeat(1_000_000)}"}`), 'sha256='.padEnd(71, '0'), 'unsigned'],
  ['that is no object', Buffer.from(`["${'x'.repeat(1_000_000)}"]`), null, 'no-object'],
  ['of brackets alone', Buffer.from('['.repeat(1_000_000)), null, 'no-object'],
])('refuses a large body %s', async (_name, bytes, signature, kind) => {
  expect(await openBodyApart(bytes, signature ?? sign(bytes), [SECRET])).toEqual({ kind });
});
