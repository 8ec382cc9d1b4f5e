import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  /** Bytes. GitHub delivers at most 25 MB. */
  maxBytes: number;
  /** For the whole body, milliseconds. GitHub gives up after 10 s. */
  timeoutMs: number;
}

export type BodyResult = { ok: true; bytes: Buffer } | { ok: false; status: 400 | 408 | 413; reason: string };

/**
 * Reads a request's raw bytes within limits: by `content-length` before the first byte, by count afterwards, and in total time.
 * Nothing is decoded or decompressed: the signature is over these bytes. Never throws; a broken-off body is a 400.
 */
export function readBody(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<BodyResult> {
  const tooLarge: BodyResult = { ok: false, status: 413, reason: `the body is larger than ${maxBytes} bytes` };
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(tooLarge);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (result: BodyResult) => {
      clearTimeout(timer);
      request.off('data', take).off('end', whole).off('error', broken).off('close', broken);
      request.on('error', () => {});
      if (!result.ok) request.pause();
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) end(tooLarge);
      else chunks.push(chunk);
    };
    const whole = () => end({ ok: true, bytes: Buffer.concat(chunks, size) });
    const broken = () => end({ ok: false, status: 400, reason: 'the body broke off' });
    const timer = setTimeout(
      () => end({ ok: false, status: 408, reason: `the body did not arrive within ${timeoutMs} ms` }),
      timeoutMs,
    );
    request.on('data', take).on('end', whole).on('error', broken).on('close', broken);
  });
}
