import { openShare } from '../../../src/review/analyzers/thread-share.js';
import { describe, expect, it } from 'vitest';
import { testSuggestion } from '../../../src/review/verify/test-suggestion.js';

const ts = 'export function add(a: number, b: number) {\n  return a - b;\n}\nfetch("https://api.example.com/v1");\n';
const base = { path: 'src/add.ts', headText: ts, startLine: 2, endLine: 2, replacement: '  return a + b;' };

describe('testSuggestion', () => {
  it.each([
    ['a right one', {}],
    ['two lines for one', { replacement: '  const sum = a + b;\n  return sum;' }],
    ['a file with CRLF', { headText: ts.replaceAll('\n', '\r\n') }],
    ['an address that the file has', { startLine: 4, endLine: 4, replacement: 'fetch("https://api.example.com/v2");' }],
    ['a file that was broken elsewhere', { headText: `${ts}function (\n` }],
    ['the same host in capitals', { startLine: 4, endLine: 4, replacement: 'fetch("https://API.example.com/v2");' }],
    ['a comment', { replacement: '  return a + b; // not a - b' }],
    ['tabs in a file of tabs', { headText: ts.replaceAll('  ', '\t'), replacement: '\treturn a + b;' }],
    ['a deletion', { headText: `${ts}stray();\n`, startLine: 5, endLine: 5, replacement: '' }],
    ['CRLF of its own', { headText: ts.replaceAll('\n', '\r\n'), replacement: '  const c = a + b;\r\n  return c;' }],
    ['Python', { path: 'a.py', headText: 'def f(a):\n    return a\n', replacement: '    return a + 1' }],
    ['a language without grammar', { path: 'a.kt' }],
    [
      'Markdown',
      { path: 'a.md', headText: '# Shop\n\nSells aples.\n', startLine: 3, endLine: 3, replacement: 'Sells apples.' },
    ],
    ['the last line without a line feed', { headText: ts.trimEnd(), startLine: 4, endLine: 4, replacement: 'load();' }],
    [
      'Python in a block',
      { path: 'a.py', headText: 'def f(a):\n    return a\n', replacement: '    if a:\n        return 1\n    return a' },
    ],
    ['YAML', { path: 'deploy.yml', headText: 'web:\n  image: a\n  port: 1\n', replacement: '  image: b' }],
    ['further lines', { also: [{ startLine: 4, endLine: 4, replacement: 'load();' }] }],
    [
      'further lines that need each other',
      { replacement: '  return (a +', also: [{ startLine: 3, endLine: 3, replacement: 'b);}' }] },
    ],
    ['JSON', { path: 'a.json', headText: '{\n  "a": 1\n}\n', replacement: '  "a": 2' }],
    ['JSON with comments', { path: 'a.json', headText: '{\n  "a": 1 // one\n}\n', replacement: '  "a": 2, // two' }],
    ['Go', { path: 'a.go', headText: 'package a\nvar x = 1\n', replacement: 'var x = 2' }],
  ])('offers %s', async (_, over) => {
    expect(await testSuggestion({ ...base, ...over }, openShare())).toEqual({ ok: true });
  });

  it.each([
    ['one that does not parse', { replacement: '  return (a + b;' }, 'it does not parse'],
    [
      'a comma too many in JSON',
      { path: 'a.json', headText: '{\n  "a": 1\n}\n', replacement: '  "a": 2,' },
      'it does not parse',
    ],
    ['one that leaves a brace open', { replacement: '  if (a) {' }, 'it does not parse'],
    ['one that changes nothing', { replacement: '  return a - b;' }, 'it changes nothing'],
    ['lines that are not there', { startLine: 9, endLine: 9 }, 'its lines are not in the file'],
    ['a start after the end', { startLine: 3, endLine: 2 }, 'its lines are not in the file'],
    ['forty lines', { replacement: '  a;\n'.repeat(40) }, 'it is too long'],
    ['a new address', { replacement: '  return fetch("https://evil.example");' }, 'it brings a new address'],
    ['a part of a known host', { replacement: '  return fetch("https://example.com");' }, 'it brings a new address'],
    [
      'a user in front of a host',
      { replacement: '  return fetch("https://api.example.com@evil.example/v1");' },
      'it brings a new address',
    ],
    ['an address without scheme', { replacement: '  return load("//evil.example/x.js");' }, 'it brings a new address'],
    [
      'an address that is put together',
      { replacement: '  return fetch(`https://${a}/v1`);' },
      'it brings a new address',
    ],
    ['a password in an address', { replacement: '  connect("postgres://u:p@db/x");' }, 'it brings a new address'],
    ['spaces in a file of tabs', { headText: ts.replaceAll('  ', '\t') }, 'it is not indented like the file'],
    ['tabs in a file of spaces', { replacement: '\treturn a + b;' }, 'it is not indented like the file'],
    ['the line after the last', { startLine: 5, endLine: 5, replacement: 'x();' }, 'its lines are not in the file'],
    ['four kilobytes', { replacement: `  return ${'a + '.repeat(1100)}b;` }, 'it is too long'],
    [
      'a missing bracket that was missing before',
      { headText: ts.replace('a - b;', '(a - b;'), replacement: '  return (b - a;' },
      'it does not parse',
    ],
    ['a workflow', { path: '.github/workflows/ci.yml' }, 'files like this one get no suggestions'],
    ['a manifest', { path: 'package.json' }, 'files like this one get no suggestions'],
    ['a build script', { path: 'setup.py' }, 'files like this one get no suggestions'],
    ['a project file', { path: 'src/Shop.csproj' }, 'files like this one get no suggestions'],
    ['generated code', { path: 'dist/app.js' }, 'files like this one get no suggestions'],
    ['a lockfile', { path: 'go.sum' }, 'files like this one get no suggestions'],
    [
      'Python that ends a block early',
      { path: 'a.py', headText: 'def f(a):\n    b(a)\n    return a\n', replacement: '    b(a, 1)\nc(a)' },
      'with it Python does not take the file: line 4 is indented deeper than the line above it, which opens no block',
    ],
    [
      'Python with a block missing',
      { path: 'a.py', headText: 'def f(a):\n    b(a)\n    return a\n', replacement: '    if a:\n    b(a)' },
      'with it Python does not take the file: line 3 is not indented, and line 2 opens a block',
    ],
    [
      'YAML that moves a key',
      { path: 'deploy.yml', headText: 'web:\n  image: a\n  port: 1\n', endLine: 3, replacement: '  image: b\nport: 1' },
      'it moves `port` to another level',
    ],
    [
      'YAML with a key twice',
      { path: 'deploy.yml', headText: 'web:\n  image: a\n  port: 1\n', replacement: '  image: b\n  port: 2' },
      'with it the file is not valid YAML: line 4 has the key `port` a second time',
    ],
    [
      'further lines that are not there',
      { also: [{ startLine: 9, endLine: 9, replacement: 'x();' }] },
      'its lines are not in the file',
    ],
    [
      'further lines with an address',
      { also: [{ startLine: 4, endLine: 4, replacement: 'fetch("//evil.example");' }] },
      'it brings a new address',
    ],
    [
      'further lines that break the file',
      { also: [{ startLine: 4, endLine: 4, replacement: 'fetch(' }] },
      'it does not parse',
    ],
    [
      'a line that is replaced twice',
      { also: [{ startLine: 2, endLine: 2, replacement: '  return b;' }] },
      'it replaces a line twice',
    ],
    [
      'a line that stands above',
      { replacement: 'export function add(a: number, b: number) {\n  return a + b;' },
      'it repeats the line above its range: leave that line out, or widen the range',
    ],
  ])('refuses %s', async (_, over, reason) => {
    expect(await testSuggestion({ ...base, ...over }, openShare())).toEqual({ ok: false, reason });
  });
});
