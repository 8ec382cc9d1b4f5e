import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { parsePayload } from './parse-payload.js';
import { weighJson } from './weigh-json.js';
import { skeletonOf } from './skeleton-of.js';

/** What the thread answers to one body: its hash first, which is known even if the rest is too much. */
export type Parsed =
  | { kind: 'hash'; sha256: string }
  | { kind: 'none' }
  | { kind: 'refused'; reason: string }
  | { kind: 'body'; skeleton: Record<string, unknown>; json: ArrayBuffer; length: number };

/** A body of 25 MB from GitHub has a fraction of them; they take up to 100 bytes each. */
const MOST = 2_000_000;

const port = parentPort;
if (!port) throw new Error('this file is the entry of a thread');

port.on('message', ({ buffer, length }: { buffer: ArrayBuffer; length: number }) => {
  const bytes = Buffer.from(buffer, 0, length);
  port.postMessage({ kind: 'hash', sha256: createHash('sha256').update(bytes).digest('hex') } satisfies Parsed);
  const { values, escapes } = weighJson(bytes);
  if (Math.max(values, escapes) > MOST) {
    const reason = `it has more than ${MOST} values or escapes`;
    return port.postMessage({ kind: 'refused', reason } satisfies Parsed);
  }
  const parsed = parsePayload(bytes);
  if (parsed === null) return port.postMessage({ kind: 'none' } satisfies Parsed);
  const { payload, json } = parsed;
  const answer = {
    kind: 'body' as const,
    skeleton: skeletonOf(payload),
    json: json.buffer as ArrayBuffer,
    length: json.length,
  };
  port.postMessage(answer satisfies Parsed, [answer.json]);
});
