import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { MEMORY_CASES } from '../chaos/memory/cases.js';
import { serveCase } from '../chaos/memory/serve-case.js';

/** A process that has loaded everything takes a third of it; all texts of the change together are twice as much. */
const HEAP_MB = 96;

it('reviews 45 files of 2 MB in a process with little memory, each read or named', { timeout: 300_000 }, async () => {
  const largest = MEMORY_CASES.find(({ name }) => name === '45 x 2 MB, lines of x');
  if (!largest) throw new Error('there is no such case');
  const server = await serveCase(largest);
  try {
    const worker = join(process.cwd(), 'test/chaos/memory/worker.mjs');
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, worker, server.url, '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(code).toBe(0);
    const { total, read, skipped, unread, outcome } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ total, read, skipped, unread, outcome }).toEqual({
      total: 45,
      read: 0,
      skipped: 0,
      unread: 45,
      outcome: expect.objectContaining({ kind: 'partial' }),
    });
  } finally {
    await server.close();
  }
});
