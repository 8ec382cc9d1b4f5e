import { expect, it } from 'vitest';
import { scanNames } from '../../../src/graph/scan/scan-names.js';
import { LONGEST_PATH } from '../../../src/graph/types.js';

const version = { installationId: 1, repoId: 7, scan: 1 };

it.each([false, true])(
  'writes what fits, and tells what it could not take and whether there is more: %s',
  async (isCut) => {
    const written: string[] = [];
    const graph = {
      writeScan: async (_: unknown, { files }: { files: readonly { path: string }[] }) =>
        void written.push(...files.map(({ path }) => path)),
    };
    const long = `${'a'.repeat(LONGEST_PATH)}.ts`;
    const files = [
      { path: long, size: 1 },
      { path: 'src/a.ts', size: 2 },
    ];
    const asked = {
      why: 'the archive is too large',
      signal: new AbortController().signal,
      progress: async () => undefined,
    };
    const scanned = await scanNames(graph, version, { files, isCut }, asked);
    expect(written).toEqual(['src/a.ts']);
    expect(scanned).toMatchObject({ files: 1, symbols: 0, tiers: null });
    expect(scanned.leftOut.map(({ reason, files: count }) => [reason, count])).toEqual([
      [`its path is longer than ${LONGEST_PATH} bytes`, 1],
      ['the archive is too large', 1],
      ...(isCut ? [['there are more files behind this one than are listed', 1]] : []),
    ]);
  },
);
