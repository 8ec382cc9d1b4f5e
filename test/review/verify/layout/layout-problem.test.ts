import { expect, it } from 'vitest';
import { applyEdits, type Edit } from '../../../../src/review/verify/apply-edits.js';
import {
  layoutLanguageOf,
  layoutProblem,
  type LayoutLanguage,
} from '../../../../src/review/verify/layout/layout-problem.js';

const PY =
  'def total(rows):\n    count = 0\n    for row in rows:\n        if row:\n            count += row\n    return count\n';
const COMPOSE = [
  'services:',
  '  web:',
  '    image: web:1',
  '    ports:',
  '      - "80:80"',
  '    env:',
  '      MODE: fast',
  '  db:',
  '    image: pg:16',
  'volumes:',
  '  data: {}',
  '',
].join('\n');

function judged(language: LayoutLanguage, before: string, ...edits: readonly (readonly [number, number, string])[]) {
  const made = edits.map(([startLine, endLine, replacement]): Edit => ({ startLine, endLine, replacement }));
  const edited = applyEdits(before, made);
  if (edited === null) throw new Error('these edits are about the same line');
  const { text: after, replaced, fresh } = edited;
  return layoutProblem({ language, before, after, replaced, fresh });
}

it.each([
  ['the same level', 5, 5, '            count += row.value', null],
  ['a block more', 5, 5, '            if row > 0:\n                count += row', null],
  [
    'a block without its line',
    4,
    4,
    '        if row:\n        if row > 0:',
    'line 5 is not indented, and line 4 opens a block',
  ],
  [
    'its block ends early',
    3,
    4,
    '    for row in rows:\n        pass',
    'line 5 is indented deeper than the line above it, which opens no block',
  ],
  ['a level between', 5, 5, '            count += row\n          log(row)', 'line 6 is indented like no line above it'],
  ['a return out of its function', 6, 6, '    pass\nreturn count', 'line 7 has a `return` outside a function'],
  ['a header deleted', 3, 3, '', 'line 4 is indented deeper than the line above it, which opens no block'],
])('Python: %s', (_, from, to, replacement, problem) => {
  const why = problem === null ? null : `with it Python does not take the file: ${problem}`;
  expect(judged('python', PY, [from, to, replacement])).toBe(why);
});

it('leaves a file alone that was no Python before', () => {
  expect(judged('python', `${PY}  stray()\n`, [5, 5, '  count += row'])).toBeNull();
  expect(judged('yaml', `${COMPOSE}\tstray: [\n`, [3, 3, '      image: web:2'])).toBeNull();
});

it('looks at all edits together', () => {
  const before = 'def f(a):\n    if a:\n        b()\n    c()\n';
  expect(judged('python', before, [2, 2, '    x = 1'])).toContain('line 3 is indented deeper');
  expect(judged('python', before, [2, 2, '    x = 1'], [3, 3, '    b()'])).toBeNull();
});

it.each([
  ['a value', 3, 3, '    image: web:2', null],
  ['a key more', 3, 3, '    image: web:2\n    restart: always', null],
  ['an item more', 5, 5, '      - "80:80"\n      - "443:443"', null],
  ['a deleted key', 6, 7, '', null],
  ['a renamed parent', 6, 6, '    environment:', null],
  ['a parent around', 3, 3, '    build:\n      image: web:1', null],
  ['a flow mapping for a block', 6, 7, '    env: {MODE: fast}', null],
  ['a comment in between', 4, 4, '    # open to all\n    ports:', null],
  ['a script that looks like keys', 7, 7, '      MODE: |\n        image: x\n        ports: y', null],
  ['a block that moves as a whole', 6, 7, '  env:\n    MODE: fast', null],
  [
    'a block that moves as a whole and takes a line along',
    8,
    8,
    '    db:',
    'with it the file is not valid YAML: line 9 has the key `image` a second time',
  ],
  ['a block at the end that moves as a whole', 10, 11, '  volumes:\n    data: {}', null],
  [
    'a key that slips out',
    3,
    7,
    '    image: web:1\n    ports:\n      - "80:80"\n  env:\n    MODE: fast',
    'it moves `env` to another level',
  ],
  [
    'a key that slips in',
    6,
    8,
    '    env:\n      MODE: slow\n      db:',
    'with it the file is not valid YAML: line 9 has the key `image` a second time',
  ],
  [
    'keys below another parent',
    8,
    8,
    '  db:\n   options:',
    'it moves line 9, which it does not replace, to another level',
  ],
  ['a parent deleted', 8, 8, '', 'with it the file is not valid YAML: line 9 has the key `image` a second time'],
  [
    'a key twice',
    3,
    3,
    '    image: web:2\n    env: {}',
    'with it the file is not valid YAML: line 7 has the key `env` a second time',
  ],
  ['a level between', 7, 7, '      MODE: slow\n     LEVEL: 1', 'with it the file is not valid YAML: line 8 is no YAML'],
  [
    'a key below a value',
    3,
    3,
    '    image: web:2\n      restart: always',
    'with it the file is not valid YAML: line 4 is no YAML',
  ],
  ['a tab', 7, 7, '      MODE:\n\t\tLEVEL: 1', 'with it the file is not valid YAML: line 8 is no YAML'],
  ['a quote without end', 3, 3, '    image: "web', 'with it the file is not valid YAML: line 4 is no YAML'],
])('YAML: %s', (_, from, to, replacement, problem) => {
  expect(judged('yaml', COMPOSE, [from, to, replacement])).toBe(problem);
});

it('reads several documents, tags, anchors and CRLF', () => {
  const text = 'a: &x !Ref one\nb: *x\n---\na: 1\nb:\n  - ? [k]\n    : v\n'.replaceAll('\n', '\r\n');
  expect(judged('yaml', text, [4, 4, 'a: 2'])).toBeNull();
  expect(judged('yaml', text, [4, 4, 'b: 2'])).toBe(
    'with it the file is not valid YAML: line 5 has the key `b` a second time',
  );
});

it.each([
  ['a.py', 'python'],
  ['types/a.pyi', 'python'],
  ['deploy/a.yml', 'yaml'],
  ['a.YAML', 'yaml'],
  ['a.ts', null],
  ['yaml', null],
])('%s is %s', (path, language) => {
  expect(layoutLanguageOf(path)).toBe(language);
});
