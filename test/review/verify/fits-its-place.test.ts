import { expect, it } from 'vitest';
import { whyMisplaced } from '../../../src/review/verify/fits-its-place.js';

const ABOVE = 'it repeats the line above its range: leave that line out, or widen the range';
const BELOW = 'it repeats the line below its range: leave that line out, or widen the range';
const INDENT = 'its first line is not indented like the line it replaces';

const PY = [
  'def total(rows):',
  '    count = 0',
  '    for row in rows:',
  '        count += row',
  '    return count',
  '',
];
const JS = [
  'export function a(b) {',
  '  const c = b + 1;',
  '  if (c > 2) {',
  '    send(c);',
  '  }',
  '  return c;',
  '}',
];
const GO = ['func A() error {', '\tx, err := load()', '\tuse(x)', '\treturn err', '}'];
const YAML = ['jobs:', '  test:', '    steps:', '      - run: a', '      - run: b'];
const MAKE = ['all:', '\tgo build', '\tgo test'];
const MD = ['# Shop', '', 'Sells aples.', '', '## Use'];

it.each([
  ['Python, the same place', PY, 4, 4, ['        count += row.value'], null],
  ['Python, doubled above', PY, 4, 4, ['    for row in rows:', '        count += row.value'], ABOVE],
  [
    'Python, doubled above with a comment',
    PY,
    4,
    4,
    ['    for row in rows:  # all', '        count += row.value'],
    ABOVE,
  ],
  ['Python, doubled below', PY, 4, 4, ['        count += row.value', '    return count'], BELOW],
  ['Python, two lines doubled above', PY, 4, 4, ['    count = 0', '    for row in rows:', '        count += 1'], ABOVE],
  ['Python, indentation lost', PY, 4, 4, ['count += row.value'], INDENT],
  ['Python, less indentation', PY, 4, 4, ['    count += row.value'], INDENT],
  ['Python, more indentation', PY, 4, 4, ['            count += row.value'], INDENT],
  ['Python, the block moves', PY, 3, 4, ['  for row in rows:', '      count += row'], null],
  ['JavaScript, the same place', JS, 4, 4, ['    send(c + 1);'], null],
  ['JavaScript, doubled above', JS, 4, 4, ['  if (c > 2) {', '    send(c + 1);'], ABOVE],
  ['JavaScript, doubled below', JS, 2, 2, ['  const c = b + 2;', '  if (c > 2) {'], BELOW],
  [
    'JavaScript, doubled above without its comment',
    [...JS.slice(0, 2), '  if (c > 2) { // large', ...JS.slice(3)],
    4,
    4,
    ['  if (c > 2) {', '    send();'],
    ABOVE,
  ],
  ['JavaScript, a brace below a brace', JS, 6, 6, ['  if (!c) {', '    return 0;', '  }', '  return c;'], null],
  ['JavaScript, the brace of the block a second time', JS, 4, 4, ['    send(c + 1);', '  }'], BELOW],
  ['JavaScript, a brace of its own', JS, 4, 4, ['    if (b) {', '      send(c);', '    }'], null],
  [
    'JavaScript, a test more',
    ["a('x', () => {", '  b();', '});', '', 'c();'],
    3,
    3,
    ['});', '', "a('y', () => {", '  b();', '});'],
    null,
  ],
  ['Ruby, `end` a second time', ['def a', '  b', 'end', ''], 2, 2, ['  c', 'end'], BELOW],
  ['Ruby, an `end` of its own', ['def a', '  b', 'end', ''], 2, 2, ['  if c', '    b', '  end'], null],
  ['JavaScript, the range holds what it repeats', JS, 3, 5, ['  if (c > 3) {', '    send(c);', '  }'], null],
  ['JavaScript, lost', JS, 4, 4, ['send(c + 1);'], INDENT],
  ['JavaScript, more', JS, 6, 6, ['    return c + 1;'], INDENT],
  ['Go, the same place', GO, 3, 3, ['\tif err != nil {', '\t\treturn err', '\t}', '\tuse(x)'], null],
  ['Go, doubled above', GO, 3, 3, ['\tx, err := load()', '\tif err != nil {', '\t\treturn err', '\t}'], ABOVE],
  ['Go, doubled below', GO, 3, 3, ['\tuse(x, 1)', '\treturn err'], BELOW],
  ['Go, lost', GO, 3, 3, ['use(x, 1)'], INDENT],
  ['YAML, the same place', YAML, 4, 4, ['      - run: c'], null],
  ['YAML, doubled above', YAML, 4, 4, ['    steps:', '      - run: c'], ABOVE],
  ['YAML, doubled below', YAML, 4, 4, ['      - run: c', '      - run: b'], BELOW],
  ['YAML, less', YAML, 4, 4, ['    - run: c'], INDENT],
  ['YAML, more', YAML, 4, 4, ['        - run: c'], INDENT],
  ['Makefile, the same place', MAKE, 2, 2, ['\tgo build ./...'], null],
  ['Makefile, doubled above', MAKE, 2, 2, ['all:', '\tgo build ./...'], ABOVE],
  ['Makefile, doubled below', MAKE, 2, 2, ['\tgo build ./...', '\tgo test'], BELOW],
  ['Makefile, lost', MAKE, 2, 2, ['go build ./...'], INDENT],
  ['Markdown, the same place', MD, 3, 3, ['Sells apples.'], null],
  ['Markdown, doubled above over a blank line', MD, 3, 3, ['# Shop', '', 'Sells apples.'], ABOVE],
  ['Markdown, doubled below over a blank line', MD, 3, 3, ['Sells apples.', '', '## Use'], BELOW],
  ['a deletion', JS, 4, 4, [''], null],
  ['the first line', JS, 1, 1, ['export function a(b, d) {'], null],
  ['the last line', JS, 7, 7, ['};'], null],
  ['a line that stood twice before', ['a();', 'a();', 'b();'], 2, 2, ['a();', 'c();'], null],
  ['a blank line replaced', MD, 2, 2, ['', '> Note', ''], null],
  ['a closing word below itself', ['if a', '  b', 'end', 'end'], 2, 3, ['  c', 'end'], null],
  ['two statements of which one is next', JS, 2, 2, ['  const c = b + 1;', '  log(c);'], null],
])('%s', (_, lines, startLine, endLine, fresh, why) => {
  expect(whyMisplaced({ lines, startLine, endLine, fresh })).toBe(why);
});
