import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LARGE_BODY } from '../../src/inbox/byte-budget.js';
import { eventRow } from '../../src/inbox/event-row.js';
import { createBodyParser, parseBody } from '../../src/inbox/parse-body.js';
import { parsePayload } from '../../src/inbox/parse-payload.js';
import { weighJson } from '../../src/inbox/weigh-json.js';
import { skeletonOf } from '../../src/inbox/skeleton-of.js';

const examples = z
  .array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
  .parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));

const MB = 1024 * 1024;
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A copy with memory of its own: it is handed over to the thread. */
function own(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

it.each(examples)('a row made of the skeleton of $name is the row of the payload', ({ name, examples: payloads }) => {
  for (const payload of payloads) {
    const incoming = { source: 'github', deliveryId: 'x', name, sha256: null };
    const { json: _, ...whole } = eventRow({ ...incoming, payload });
    const { json: __, ...small } = eventRow({ ...incoming, payload: skeletonOf(payload) });
    expect(small).toEqual(whole);
  }
});

describe('createBodyParser', () => {
  it('reads a small body as it is, a large one to its skeleton, and hands on the same bytes', async () => {
    const parse = createBodyParser({ deadlineMs: 30_000 });
    const small = own('{"action":"opened"}');
    expect(await parse(small)).toEqual(parseBody(small));
    const text = JSON.stringify({
      action: 'opened',
      number: 7,
      repository: { id: 3, x: {} },
      body: `${'é'.repeat(MB)}\0`,
    });
    const [sha256, json] = [hash(own(text)), parsePayload(own(text))?.json];
    const large = await parse(own(text));
    expect(large).toMatchObject({ sha256, payload: { action: 'opened', number: 7, repository: { id: 3 } } });
    expect(large?.payload).not.toHaveProperty('body');
    expect(json && large?.json.equals(json)).toBe(true);
  });

  it('tells of a large body that it is no JSON object, and goes on', async () => {
    const parse = createBodyParser();
    const texts = [`[${'1,'.repeat(LARGE_BODY)}1]`, '{'.repeat(LARGE_BODY * 2), `{"a":"${'x'.repeat(LARGE_BODY)}"}`];
    const parsed = await Promise.all(texts.map((text) => parse(own(text))));
    expect(parsed.map((each) => each !== null)).toEqual([false, false, true]);
  });

  it.each([
    ['empty objects', `{"a":[${'{},'.repeat(3 * MB)}{}]}`],
    ['escapes', `{"a":"${'\\u0000'.repeat(3 * MB)}"}`],
  ])('reads no millions of %s, which no heap has room for, knows the hash, and reads the next one', async (_, text) => {
    const parse = createBodyParser({ deadlineMs: 30_000 });
    const sha256 = hash(own(text));
    const [heavy, next] = await Promise.all([parse(own(text)), parse(own(`{"a":"${'x'.repeat(LARGE_BODY)}"}`))]);
    expect(heavy).toMatchObject({ payload: {}, sha256, refused: expect.stringContaining('values or escapes') });
    expect(next).toMatchObject({ payload: {} });
    expect(next?.refused).toBeUndefined();
    const row = eventRow({
      source: 'github',
      deliveryId: 'x',
      name: 'push',
      payload: {},
      sha256,
      refused: heavy?.refused,
    });
    expect(() => row.json()).toThrow(RangeError);
  });

  it('does not hold the event loop meanwhile, however large the body is', async () => {
    const parse = createBodyParser();
    const text = `{"commits":[${'{"message":"A commit","id":1},'.repeat(200_000)}{}]}`;
    const [bytes, inline] = [own(text), own(text)];
    await parse(own(`{"a":"${'x'.repeat(LARGE_BODY)}"}`));
    const from = performance.now();
    parseBody(inline);
    const held = performance.now() - from;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await parse(bytes);
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan(held / 2);
  });
});

it.each([
  ['{}', 2, 0],
  ['[1,2,{"a":"b,[{","c":null}]', 6, 0],
  [String.raw`{"a":"\"\\,","b":"\u0000"}`, 3, 3],
])('weighs %s', (text, values, escapes) => {
  expect(weighJson(Buffer.from(text))).toEqual({ values, escapes });
});
