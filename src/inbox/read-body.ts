import type { IncomingMessage } from 'node:http';
import { collectBytes } from '../turns/collect-bytes.js';
import { LARGE_BODY, type ByteBudget } from './byte-budget.js';

export interface BodyLimits {
  /** Bytes. GitHub delivers at most 25 MB. */
  maxBytes: number;
  /** For the whole body, milliseconds. GitHub gives up after 10 s. */
  timeoutMs: number;
}

export type BodyResult =
  | { ok: true; bytes: Buffer; release(): void }
  | { ok: false; status: 400 | 408 | 413 | 503; reason: string };

/**
 * Reads a request's raw bytes within limits: by `content-length` before the first byte, by count afterwards, and in
 * total time. What there is no room for in `budget` is refused with 503, before the first byte where its length is
 * told; the room of a body that was read is held until `release`. Each piece is shown to `seen` as it comes. Nothing is
 * decoded or decompressed: the signature is over these bytes. Never throws; a broken-off body is a 400.
 */
export function readBody(
  request: IncomingMessage,
  { maxBytes, timeoutMs }: BodyLimits,
  budget: ByteBudget,
  seen: (piece: Buffer) => void,
): Promise<BodyResult> {
  const tooLarge: BodyResult = { ok: false, status: 413, reason: `the body is larger than ${maxBytes} bytes` };
  const noRoom: BodyResult = { ok: false, status: 503, reason: 'too much is being received: deliver it again later' };
  const told = request.headers['content-length'];
  const length = told === undefined ? null : Number(told);
  if ((length ?? 0) > maxBytes) return Promise.resolve(tooLarge);
  const room = budget.reserve(length ?? 0);
  if (room === null) return Promise.resolve(noRoom);
  const target = collectBytes({ above: LARGE_BODY, capacity: length ?? maxBytes });
  return new Promise((resolve) => {
    const end = (result: BodyResult) => {
      clearTimeout(timer);
      request.off('data', take).off('end', whole).off('error', broken).off('close', broken);
      request.on('error', () => {});
      if (!result.ok) {
        request.pause();
        room.release();
      }
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      const size = target.size() + chunk.length;
      if (size > maxBytes) return end(tooLarge);
      if (!room.grow(size)) return end(noRoom);
      target.add(chunk);
      seen(chunk);
    };
    const whole = () => end({ ok: true, bytes: target.bytes(), release: () => room.release() });
    const broken = () => end({ ok: false, status: 400, reason: 'the body broke off' });
    const timer = setTimeout(
      () => end({ ok: false, status: 408, reason: `the body did not arrive within ${timeoutMs} ms` }),
      timeoutMs,
    );
    request.on('data', take).on('end', whole).on('error', broken).on('close', broken);
  });
}
