import { describe, expect, it } from 'vitest';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { heldTexts } from '../../../src/review/plan/head-texts.js';
import { linesSince } from '../../../src/review/plan/lines-since.js';
import { UnreadableError } from '../../../src/review/plan/unreadable-error.js';
import { memorySnapshot } from '../memory-snapshot.js';
import { sampleFile } from '../sample-change.js';

const base = 'a\nb\n';
const head = 'a\nmine\nb\nlater\n';
const hunks = diffAtOnce(base, head);
const contents = heldTexts(new Map([['src/a.ts', head]]));

async function sinceOf(last: Record<string, string>, over = {}) {
  const { since } = await linesSince([sampleFile('src/a.ts', { hunks, ...over })], contents, async () =>
    memorySnapshot(last),
  );
  return [...(since?.get('src/a.ts') ?? [])];
}

describe('linesSince', () => {
  it.each([
    ['a file that grew', { 'src/a.ts': 'a\nmine\nb\n' }, {}, [4]],
    ['a file that is the same', { 'src/a.ts': head }, {}, []],
    ['a file renamed since', { 'src/old.ts': 'a\nmine\nb\n' }, { oldPath: 'src/old.ts', status: 'renamed' }, [4]],
    ['a file that is new since', { 'src/b.ts': 'b\n' }, {}, [2, 4]],
    ['a file that was empty', { 'src/a.ts': '' }, {}, [2, 4]],
  ])('%s', async (_, last, over, expected) => {
    expect(await sinceOf(last, over)).toEqual(expected);
  });

  it('counts everything as new where the old text cannot be read', async () => {
    const broken = { ...memorySnapshot({}), readFile: () => Promise.reject(new UnreadableError('too large')) };
    const { since, notices } = await linesSince([sampleFile('src/a.ts', { hunks })], contents, async () => broken);
    expect([...(since?.get('src/a.ts') ?? [])]).toEqual([2, 4]);
    expect(notices).toEqual([]);
  });

  it('reads everything again, and says so, where the old head is gone', async () => {
    const gone = () => Promise.reject(new UnreadableError('the commit is gone'));
    expect(await linesSince([sampleFile('src/a.ts', { hunks })], contents, gone)).toEqual({
      since: null,
      notices: ['The head of the last round cannot be read any more: everything was read again.'],
    });
  });

  it.each([
    ['opening', () => Promise.reject(new Error('limited'))],
    ['reading', async () => ({ ...memorySnapshot({}), readFile: () => Promise.reject(new Error('limited')) })],
  ])('lets every other error of %s it through: the run may have to wait', async (_, open) => {
    await expect(linesSince([sampleFile('src/a.ts', { hunks })], contents, open)).rejects.toThrow('limited');
  });
});
