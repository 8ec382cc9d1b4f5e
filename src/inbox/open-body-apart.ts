import { Worker } from 'node:worker_threads';
import { openBody, type OpenedBody } from './open-body.js';

/** Bytes that are opened at once: nearly every delivery has fewer, and takes some milliseconds. */
const SMALL = 512 * 1024;
const DEADLINE_MS = 8000;

/**
 * Opens a body as `openBody` does; a larger one on a thread of its own, so that other deliveries are answered meanwhile.
 * Of its payload only what the door looks at comes back: texts are cut and lists left out, `json` is whole. `bytes` is
 * given away. Throws where the thread fails or is late.
 */
export async function openBodyApart(bytes: Buffer, signature: string, secrets: readonly string[]): Promise<OpenedBody> {
  if (bytes.length <= SMALL) return openBody(bytes, signature, secrets);
  const entry = import.meta.url.endsWith('.ts') ? './open-body-from-source.mjs' : './open-body-thread.js';
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
  const thread = new Worker(new URL(entry, import.meta.url), {
    workerData: { bytes: own, signature, secrets },
    transferList: [own.buffer as ArrayBuffer],
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const opened = await new Promise<OpenedBody>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`the body was not read within ${DEADLINE_MS} ms`)), DEADLINE_MS);
      thread.on('message', (value: OpenedBody) => resolve(value));
      thread.on('error', reject);
      thread.on('exit', () => reject(new Error('the thread that read the body ended')));
    });
    return opened.kind === 'opened' ? { ...opened, json: Buffer.from(opened.json.buffer) } : opened;
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
