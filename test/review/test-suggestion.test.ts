import { describe, expect, it } from 'vitest';
import { testSuggestion } from '../../src/review/test-suggestion.js';

const ts = 'export function add(a: number, b: number) {\n  return a - b;\n}\nfetch("https://api.example.com/v1");\n';
const base = { path: 'src/add.ts', headText: ts, startLine: 2, endLine: 2, replacement: '  return a + b;' };

describe('testSuggestion', () => {
  it.each([
    ['a right one', {}],
    ['two lines for one', { replacement: '  const sum = a + b;\n  return sum;' }],
    ['a file with CRLF', { headText: ts.replaceAll('\n', '\r\n') }],
    ['an address that the file has', { startLine: 4, endLine: 4, replacement: 'fetch("https://api.example.com/v2");' }],
    ['a file that was broken elsewhere', { headText: `${ts}function (\n` }],
    ['Python', { path: 'a.py', headText: 'def f(a):\n    return a\n', replacement: '    return a + 1' }],
    ['Go', { path: 'a.go', headText: 'package a\nvar x = 1\n', replacement: 'var x = 2' }],
  ])('offers %s', async (_, over) => {
    expect(await testSuggestion({ ...base, ...over })).toEqual({ ok: true });
  });

  it.each([
    ['one that does not parse', { replacement: '  return (a + b;' }, 'it does not parse'],
    ['one that leaves a brace open', { replacement: '  if (a) {' }, 'it does not parse'],
    ['one that changes nothing', { replacement: '  return a - b;' }, 'it changes nothing'],
    ['lines that are not there', { startLine: 9, endLine: 9 }, 'its lines are not in the file'],
    ['a start after the end', { startLine: 3, endLine: 2 }, 'its lines are not in the file'],
    ['forty lines', { replacement: '  a;\n'.repeat(40) }, 'it is too long'],
    ['a new address', { replacement: '  return fetch("https://evil.example");' }, 'it brings a new address'],
    ['a workflow', { path: '.github/workflows/ci.yml' }, 'files like this one get no suggestions'],
    ['a manifest', { path: 'package.json' }, 'files like this one get no suggestions'],
    ['a lockfile', { path: 'go.sum' }, 'files like this one get no suggestions'],
    ['a language without grammar', { path: 'a.kt' }, 'this kind of file cannot be tested'],
  ])('refuses %s', async (_, over, reason) => {
    expect(await testSuggestion({ ...base, ...over })).toEqual({ ok: false, reason });
  });
});
