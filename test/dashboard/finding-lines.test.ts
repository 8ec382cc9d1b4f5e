import { expect, it } from 'vitest';
import { linesAddress, suggestionLines } from '../../src/dashboard/pages/findings/finding-lines.js';
import { endingOf } from '../../src/dashboard/ui/diff.js';

const found = {
  event: 'found' as const,
  at: '2026-11-30T00:00:00.000Z',
  review_id: null,
  round: 1,
  head_sha: 'c4b3f36',
  by: null,
  reason: null,
  note: null,
  scope: null,
  link: null,
};

it('shows a suggestion for one line against the line that was quoted', () => {
  const shown = suggestionLines({ line: 23, start_line: null, quote: '  old();', suggestion: '  new();\n  more();\n' });
  expect(shown.map(({ kind, number, text }) => [kind, number, text])).toEqual([
    ['removed', 23, '  old();'],
    ['added', 23, '  new();'],
    ['added', 24, '  more();'],
  ]);
});

it('keeps the quoted line where the suggestion keeps it', () => {
  const shown = suggestionLines({ line: 3, start_line: 3, quote: 'a', suggestion: 'a\nb' });
  expect(shown.map(({ kind }) => kind)).toEqual(['same', 'added']);
});

it('shows what several lines become by itself, from the first of them on', () => {
  const shown = suggestionLines({ line: 12, start_line: 10, quote: 'last', suggestion: 'one\ntwo' });
  expect(shown.map(({ kind, number }) => [kind, number])).toEqual([
    ['added', 10],
    ['added', 11],
  ]);
});

it('shows a suggestion of nothing as a removal', () => {
  expect(suggestionLines({ line: 5, start_line: null, quote: 'gone', suggestion: '' })).toEqual([
    { kind: 'removed', number: 5, text: 'gone' },
  ]);
});

it('names the line on the code host, at the head that it was found in', () => {
  const of = { path: 'src/a b#.ts', line: 9, start_line: 7, side: 'RIGHT' as const, history: [found] };
  const url = 'https://github.com/acme/shop/pull/7#discussion_r1';
  expect(linesAddress({ ...of, url })).toBe('https://github.com/acme/shop/blob/c4b3f36/src/a%20b%23.ts#L7-L9');
  expect(linesAddress({ ...of, url, side: 'LEFT' })).toBeNull();
  expect(linesAddress({ ...of, url, history: [] })).toBeNull();
});

it.each([
  ['src/a.test.ts', 'ts'],
  ['Dockerfile', 'dockerfile'],
  ['a.b/README.MD', 'md'],
])('reads the language of %s by its end', (path, ending) => {
  expect(endingOf(path)).toBe(ending);
});
