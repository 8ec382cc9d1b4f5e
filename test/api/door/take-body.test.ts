import { describe, expect, it } from 'vitest';
import { createBodyRoom, takeBody } from '../../../src/api/door/take-body.js';
import { createByteBudget } from '../../../src/inbox/byte-budget.js';

const ask = (body: string | ReadableStream<Uint8Array>, headers: Record<string, string> = {}) =>
  new Request('http://localhost/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);

/** A body in pieces, of which more come than may. */
function endless(piece = 100) {
  let pulled = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(new Uint8Array(piece));
    },
  });
  return { stream, pulled: () => pulled };
}

describe('takeBody', () => {
  it('gives the request again with the same body, method and headers', async () => {
    const { request } = await takeBody(ask('{"ä":1}', { 'x-one': '1' }), createBodyRoom());
    expect([request.method, request.headers.get('x-one'), await request.json()]).toEqual(['POST', '1', { ä: 1 }]);
    const none = new Request('http://localhost/');
    expect((await takeBody(none, createBodyRoom())).request).toBe(none);
  });

  it('refuses what is too large: by the length that is told, else as it comes', async () => {
    const room = createBodyRoom(1024);
    const told = ask(endless().stream, { 'content-length': '1025' });
    await expect(takeBody(told, room)).rejects.toMatchObject({ status: 413, detail: 'The body is larger than 1 KiB.' });
    const { stream, pulled } = endless();
    await expect(takeBody(ask(stream), room)).rejects.toMatchObject({ status: 413 });
    expect(pulled()).toBeLessThan(15);
    expect((await takeBody(ask('x'.repeat(1024)), room)).request.body).not.toBeNull();
  });

  it('refuses what there is no room for, until room is given back', async () => {
    const room = { maxBytes: 1000, budget: createByteBudget({ total: 1000, keptForSmall: 0 }) };
    const body = 'x'.repeat(600);
    const first = await takeBody(ask(body), room);
    await expect(takeBody(ask(body), room)).rejects.toMatchObject({
      status: 503,
      more: { headers: { 'Retry-After': '5' } },
    });
    // What was refused holds nothing.
    const second = await takeBody(ask('x'.repeat(400)), room);
    first.release();
    second.release();
    expect(await (await takeBody(ask('x'.repeat(1000)), room)).request.text()).toHaveLength(1000);
  });

  it('says of one that breaks off that it did, whatever the cause, and holds no room for it', async () => {
    const room = { maxBytes: 1000, budget: createByteBudget({ total: 1000, keptForSmall: 0 }) };
    const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(900)),
      pull: (controller) => controller.error(lost),
    });
    await expect(takeBody(ask(broken), room)).rejects.toMatchObject({ status: 400, cause: lost });
    expect((await takeBody(ask('x'.repeat(1000)), room)).request.method).toBe('POST');
  });
});
