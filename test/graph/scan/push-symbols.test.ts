import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLeftOut } from '../../../src/graph/scan/left-out.js';
import { pushSymbols } from '../../../src/graph/scan/push-symbols.js';
import type { StoredSnapshot } from '../../../src/snapshot/types.js';

it('leaves nothing behind beside a snapshot that cannot be read', async () => {
  const home = mkdtempSync(join(tmpdir(), 'nectr-push-symbols-'));
  const folder = join(home, 'head');
  mkdirSync(folder);
  const snapshot: StoredSnapshot = {
    sha: 'a'.repeat(40),
    folder,
    omitted: [],
    list: () => [{ path: 'package.json', size: 2 }],
    sizeOf: () => 2,
    readFile: () => Promise.reject(new Error('EIO')),
    search: async () => [],
    async *readAll() {},
  };
  const thread = { ask: () => Promise.reject(new Error('nothing is asked')) };
  const reading = { thread, repository: { installationId: 1, repoId: 2 }, snapshot, leftOut: createLeftOut() };
  try {
    await expect(pushSymbols({ ...reading, base: 'b'.repeat(40) }, [], null)).rejects.toThrow('EIO');
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
