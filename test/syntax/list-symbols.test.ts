import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/syntax/language-of.js';
import type { SourceSymbol } from '../../src/syntax/list-symbols.js';
import { outlineSource } from '../../src/syntax/outline-source.js';
import { SAMPLES } from './source-samples.js';

const outlineOf = (language: Language, text: string) => outlineSource({ language, text, lines: [], places: [] });
const shown = (symbols: readonly SourceSymbol[]) =>
  symbols.map(
    ({ kind, container, name, startLine, signatureEndLine, endLine }) =>
      `${kind} ${container === null ? '' : `${container}.`}${name} ${startLine}-${signatureEndLine}-${endLine}`,
  );
const LANGUAGES: Language[] = [
  'typescript',
  'tsx',
  'javascript',
  'python',
  'go',
  'java',
  'ruby',
  'rust',
  'php',
  'c-sharp',
  'cpp',
];

describe('listSymbols and listImports', () => {
  it.each(SAMPLES.map((sample) => [sample.language, sample] as const))('%s', async (language, sample) => {
    const { symbols, imports } = await outlineOf(language, sample.text);
    expect(shown(symbols)).toEqual(sample.symbols.trim().split('\n'));
    expect(imports).toEqual(sample.imports);
  });

  it.each<[string, Language, string, string[], string[]]>([
    [
      'CommonJS',
      'javascript',
      `const a = require('./a');\nexports.run = function () {};\nStore.prototype.find = function (id) {};\nmodule.exports = { a };\n`,
      ['constant a 1-1-1', 'function run 2-2-2', 'method Store.find 3-3-3'],
      ['./a'],
    ],
    [
      'fields and class expressions',
      'javascript',
      'class A {\n  #run = () => 1;\n  static size = 2;\n}\nconst B = class {\n  go() {}\n};\nfunction* gen() {}\n',
      ['class A 1-1-4', 'method A.#run 2-2-2', 'class B 5-5-7', 'method B.go 6-6-6', 'function gen 8-8-8'],
      [],
    ],
    [
      'a component',
      'tsx',
      `import React from 'react';\nexport default function App({ id }: Props) {\n  const onClick = () => go(id);\n  return <a onClick={onClick}>{id}</a>;\n}\n`,
      ['function App 2-2-5', 'function App.onClick 3-3-3'],
      ['react'],
    ],
    [
      'what only looks like an import',
      'typescript',
      `export function text() {\n  return "x from './not'";\n}\nconst path = require(name);\nimport(\`./\${name}\`);\nother.require('./no');\n`,
      ['function text 1-1-3', 'constant path 4-4-4'],
      [],
    ],
    [
      'loops and blocks outside of functions',
      'typescript',
      'for (const one of all) {\n  const inner = one;\n}\ndescribe("x", () => {\n  const local = 1;\n  function helper() {}\n});\n',
      ['function helper 6-6-6'],
      [],
    ],
    [
      'nested namespaces',
      'cpp',
      'namespace a { namespace b {\nvoid S::T::go() {}\n}}\n',
      ['namespace a 1-1-3', 'namespace a.b 1-1-3', 'method T.go 2-2-2'],
      [],
    ],
    ['nested use', 'rust', 'use a::{b::{self, c}, d::*};\n', [], ['a::b', 'a::b::c', 'a::d']],
  ])('%s', async (_, language, text, symbols, imports) => {
    const outline = await outlineOf(language, text);
    expect(shown(outline.symbols)).toEqual(symbols);
    expect(outline.imports).toEqual(imports);
  });

  it.each(SAMPLES.map((sample) => [sample.language, sample] as const))(
    '%s is the same with CRLF and a BOM',
    async (language, { text, symbols }) => {
      const { symbols: found } = await outlineOf(language, `\uFEFF${text.replaceAll('\n', '\r\n')}`);
      const expected = symbols.trim().split('\n');
      // Some grammars take the BOM for a name on the first line; nothing else may change.
      expect(shown(found).filter((line) => expected.includes(line))).toEqual(expected);
    },
  );

  it('takes any cut and mixture of sources in every language', async () => {
    const pieces = fc.array(fc.constantFrom(...SAMPLES.flatMap(({ text }) => text.split(/(?<=\n)/))), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...LANGUAGES), pieces, fc.nat(500), async (language, lines, cut) => {
        const text = lines.join('').slice(cut);
        const { symbols } = await outlineSource({
          language,
          text,
          lines: [1, 2, 3],
          places: [
            [1, 0],
            [999, 5],
          ],
        });
        const count = text.split('\n').length;
        for (const { name, startLine, signatureEndLine, endLine } of symbols) {
          expect(name).not.toBe('');
          expect(name.length).toBeLessThanOrEqual(100);
          expect(startLine).toBeGreaterThanOrEqual(1);
          expect(signatureEndLine).toBeGreaterThanOrEqual(startLine);
          expect(endLine).toBeGreaterThanOrEqual(signatureEndLine);
          expect(endLine).toBeLessThanOrEqual(count);
        }
        const starts = symbols.map(({ endLine }) => endLine);
        expect(starts.length).toBeLessThanOrEqual(5000);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['closing brackets only', '}{)('.repeat(500)],
    ['deep brackets', '('.repeat(20_000)],
    ['deep blocks', '{'.repeat(20_000)],
    ['NUL and lone surrogates', 'class A {\0\uD800}\n'],
  ])('takes %s in every language', async (_, text) => {
    for (const language of LANGUAGES) expect((await outlineOf(language, text)).symbols.length).toBeLessThan(3);
  });

  it('is bounded on a long line and on 20,000 functions', async () => {
    const line = `const a = [${'1,'.repeat(100_000)}];\nfunction end() {}\n`;
    expect(shown((await outlineOf('javascript', line)).symbols)).toEqual(['constant a 1-1-1', 'function end 2-2-2']);
    const many = Array.from({ length: 20_000 }, (_, n) => `function f${n}() {}\n`).join('');
    expect((await outlineOf('typescript', many)).symbols).toHaveLength(5000);
  });
});
