import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { closePool } from '../../src/review/analyzers/analyse.js';
import { openChange, type RealChange, type Tree } from './real-change.js';

let change: RealChange | null = null;
afterEach(async () => {
  await change?.close();
  change = null;
});
afterAll(closePool);

const SECRET = `const key = '${'sk_li'}ve_4eC39HqLyjWDarjtT1zdp7dcAAAA';\n`;

async function open(base: Tree, head: Tree): Promise<RealChange> {
  change = await openChange({ base, head });
  return change;
}

describe('files that an archive leaves out', () => {
  it('are read one by one, and reviewed', async () => {
    const attributes = { '.gitattributes': 'internal export-ignore\n', 'a.ts': 'a\n' };
    const { review } = await open(attributes, { ...attributes, 'internal/pay.ts': SECRET });
    const { coverage, round } = await review();
    expect(coverage).toMatchObject({ read: ['internal/pay.ts'], unread: [] });
    expect(round?.fresh.map(({ path, category }) => [path, category])).toEqual([['internal/pay.ts', 'security']]);
  });
});
