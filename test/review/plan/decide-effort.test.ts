import { describe, expect, it } from 'vitest';
import { decideEffort } from '../../../src/review/plan/decide-effort.js';
import { sampleFile } from '../sample-change.js';

const file = (path: string, additions: number) => sampleFile(path, { additions, deletions: 0 });

describe('decideEffort', () => {
  it('takes what is set', () => {
    for (const effort of ['quick', 'normal', 'deep'] as const)
      expect(decideEffort(effort, { origin: 'agent' }, { files: [file('src/auth.ts', 900)] })).toEqual({
        effort,
        why: null,
      });
  });

  it.each([
    ['a few lines of code', 'human', [file('src/job.ts', 9)], 'normal', null],
    [
      'nothing that runs',
      'human',
      [file('README.md', 90), file('test/job.ts', 700)],
      'quick',
      'only documents and tests',
    ],
    ['an agent', 'agent', [file('README.md', 1)], 'deep', 'written by an agent'],
    ['a person with an agent', 'assisted', [file('src/job.ts', 9)], 'normal', null],
    ['much of what is sensitive', 'human', [file('src/auth/session.ts', 40)], 'deep', 'in sensitive files'],
    ['little of it', 'human', [file('src/auth/session.ts', 39)], 'normal', null],
    ['much code', 'human', [file('src/a.ts', 300), file('src/b.ts', 200)], 'deep', 'a large change'],
    ['much of tests beside little code', 'human', [file('src/a.ts', 30), file('test/a.ts', 2000)], 'normal', null],
  ] as const)('auto: %s', (_, origin, files, effort, why) => {
    expect(decideEffort('auto', { origin }, { files: [...files] })).toEqual({ effort, why });
  });

  it('knows nothing of the author: as for a person', () => {
    expect(decideEffort('auto', {}, { files: [file('src/job.ts', 9)] }).effort).toBe('normal');
  });
});
