import { expect, it } from 'vitest';
import { addedTexts, baseLines } from '../../../src/graph/ask/base-lines.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';

const before = 'one();\ntwo();\n}\nthree();\n';

it.each([
  ['a removed line', 'one();\nthree();\n', [2], [2, 3]],
  ['a line that moves', 'two();\none();\n}\nthree();\n', [], [1]],
  ['an added line', 'one();\nnew();\ntwo();\n}\nthree();\n', [], [1]],
])('%s', (_, after, removed, touched) => {
  const found = baseLines(diffAtOnce(before, after));
  expect(found.removed).toEqual(removed);
  expect(found.touched).toEqual(expect.arrayContaining(touched));
});

it('a line that the change adds to another file has moved', () => {
  const [here, there] = [diffAtOnce(before, '}\nthree();\n'), diffAtOnce('', '\t  one();\n')];
  expect(baseLines(here).removed).toEqual([1, 2]);
  expect(baseLines(here, addedTexts([{ hunks: here }, { hunks: there }])).removed).toEqual([2]);
});
