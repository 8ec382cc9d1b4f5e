import { describe, expect, it } from 'vitest';
import { extractFile } from '../../../src/graph/symbols/extract-file.js';
import { resolveRepository } from '../../../src/graph/symbols/resolve-repository.js';
import { languageOf, type Language } from '../../../src/syntax/language-of.js';

describe('extractFile', () => {
  it.each<[Language, string, string, string[]]>([
    ['rust', 'a.rs', 'pub struct A;\nimpl A {\n    pub fn run(&self) {}\n}\n', ['type A', 'class A', 'method A.run']],
    [
      'c-sharp',
      'a.cs',
      'namespace N { public class A { public void Run() {} } }\n',
      ['namespace N', 'class N.A', 'method N.A.Run'],
    ],
    ['php', 'a.php', '<?php\nclass A { public function run() {} }\n', ['class A', 'method A.run']],
    ['ruby', 'a.rb', 'class A\n  def run\n  end\nend\n', ['class A', 'method A.run']],
    ['cpp', 'a.cpp', 'class A { void run() {} };\n', ['class A', 'method A.run']],
    ['java', 'A.java', 'class A { void run() {} void run(int x) {} }\n', ['class A', 'method A.run']],
  ])('symbols of %s', async (language, path, text, expected) => {
    const { symbols } = await extractFile(path, language, text);
    expect(symbols.map(({ kind, qualifiedName }) => `${kind} ${qualifiedName}`)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['calls in one function', `function run() {\n${'  other(1);\n'.repeat(100_000)}}\nfunction other(x) {}\n`],
    ['a chain of calls', `function run() { return x${'.then(() => 1)'.repeat(5000)}; }\n`],
    ['what is nested deeply', `function run() { return ${'['.repeat(5000)}1${']'.repeat(5000)}; }\n`],
    ['a sum', `const run = ${'1 + '.repeat(5000)}1;\n`],
    [
      'variables that lead to each other',
      Array.from({ length: 5000 }, (_, at) => `const v${at + 1} = v${at}.next();\n`).join(''),
    ],
    ['functions in functions', `${'function run() { '.repeat(2000)}${'}'.repeat(2000)}`],
    [
      'names of objects',
      'class constructor { __proto__() { this.toString(); hasOwnProperty(); } }\nconstructor.prototype();\n',
    ],
  ])('is bounded: %s', async (_, text) => {
    const facts = await extractFile('a.ts', 'typescript', text);
    const { batch } = resolveRepository([facts], {
      paths: new Set(['a.ts']),
      manifests: new Map(),
      isTest: () => false,
    });
    expect(JSON.stringify(facts).length).toBeLessThan(5_000_000);
    expect(batch.symbols.length).toBeGreaterThan(0);
    expect(batch.symbols.length).toBeLessThanOrEqual(5001);
  });

  it.each(['a.ts', 'a.py', 'a.go', 'a.java', 'a.rs'])('an empty or broken %s has no symbols', async (path) => {
    const language = languageOf(path);
    if (!language) throw new Error('no grammar');
    for (const text of ['', '\n', '\u0000 ))) {{{ "'])
      expect((await extractFile(path, language, text)).calls).toEqual([]);
  });

  it('the contract is another one when a parameter is, and the same when the body is', async () => {
    const hashOf = async (text: string) => (await extractFile('a.ts', 'typescript', text)).symbols[0]?.contractHash;
    const first = await hashOf('function f(a: A) { return 1; }');
    expect(await hashOf('function f(a: A) { return 2; }')).toBe(first);
    expect(await hashOf('function f(a: A, b: B) { return 1; }')).not.toBe(first);
    expect(await hashOf('async function f(a: A) { return 1; }')).not.toBe(first);
  });
});
