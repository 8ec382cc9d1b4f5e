import { describe, expect, it } from 'vitest';
import { contractDiff } from '../../../src/graph/symbols/contract-diff.js';
import { extractFile } from '../../../src/graph/symbols/extract-file.js';
import { languageOf } from '../../../src/syntax/language-of.js';

async function changesOf(before: string, after: string, path = 'a.ts') {
  const language = languageOf(path);
  if (!language) throw new Error(`${path} has no grammar`);
  const [was, is] = await Promise.all([before, after].map((text) => extractFile(path, language, text)));
  if (!was || !is) throw new Error('no facts');
  return contractDiff(was, is).flatMap(({ changes, breaks }) => changes.map((text) => `${breaks ? '!' : ''}${text}`));
}

describe('contractDiff', () => {
  it.each<[string, string, string[]]>([
    ['function f(a: A) { return 1; }', 'function f(a: A) { return 2; } function g() {}', []],
    [
      'function charge(a: A, b: B) {}',
      'function charge(a: A, b: B, key: string) {}',
      ['!`charge()` takes a third required parameter `key`'],
    ],
    ['function f(a: A) {}', 'function f(a: A, b?: B) {}', ['`f()` takes a second optional parameter `b`']],
    ['function f(a: A, b: B) {}', 'function f(a: A) {}', ['!`f()` no longer takes its second parameter `b`']],
    ['function f(a?: A) {}', 'function f(a: A) {}', ['!`f()` requires the parameter `a` now']],
    ['function f(a: A) {}', 'function f(b: A) {}', ['`f()` calls its parameter `a` `b` now']],
    ['function f(a: A) {}', 'function f(a: B) {}', ['!`f()` takes `B` as `a`, not `A`']],
    ['function f(a: A, b: B) {}', 'function f(b: B, a: A) {}', ['!`f()` takes its parameters in another order']],
    ['function f(): A {}', 'function f(): A | null {}', ['!`f()` returns `A | null`, not `A`']],
    ['function f(): A {}', 'async function f(): A {}', ['!`f()` is asynchronous now']],
    ['class A { run() {} }', 'class A { private run() {} }', ['!`A.run()` is private now, not public']],
    ['export function f() {}', 'function f() {}', ['!`f()` is no longer exported']],
    ['export function f() {}', '', ['!`f()` is gone']],
    ['function old(a: A) {}', 'function fresh(a: A) {}', ['!`old()` is called `fresh()` now']],
    ['function old() {}', 'function fresh() {}', ['!`old()` is gone']],
    ['interface I { a: A }', 'interface I { a: B }', ['!the definition of `I` changed']],
    ['function f(a: `x`) {}', 'function f(a: `y`) {}', ['!`f()` takes `y` as `a`, not `x`']],
  ])('%s → %s', async (before, after, expected) => {
    expect(await changesOf(before, after)).toEqual(expected);
  });

  it('in Python a parameter can be given by its name', async () => {
    expect(await changesOf('def f(a): pass', 'def f(b): pass', 'a.py')).toEqual([
      '!`f()` calls its parameter `a` `b` now',
    ]);
  });
});
