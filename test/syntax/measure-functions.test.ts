import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/syntax/language-of.js';
import { measureFunctions } from '../../src/syntax/measure-functions.js';

const complexities = async (language: Language, text: string) =>
  (await measureFunctions({ language, text })).map(({ name, complexity }) => [name, complexity]);

describe('complexity', () => {
  it.each<[Language, string, [string | null, number][]]>([
    ['typescript', 'function f(a: number) { return a; }', [['f', 1]]],
    [
      'typescript',
      'function f(a?: X): void;\nfunction f(a: X) { a ??= b; if (a && b || c) {} else if (d) {} }',
      [['f', 6]],
    ],
    ['typescript', 'class A { get(x: X) { for (const y of x) while (y) do {} while (x); } }', [['get', 4]]],
    ['javascript', 'const f = (a) => { switch (a) { case 1: case 2: break; default: } };', [['f', 3]]],
    ['javascript', 'const o = { run: async function () { try { await x; } catch { y ? 1 : 2; } } };', [['run', 3]]],
    [
      'javascript',
      'a.b = function () {}; list.map((x) => x ?? 1);',
      [
        ['a.b', 1],
        [null, 2],
      ],
    ],
    // What is inside counts by itself.
    [
      'javascript',
      'function outer() { if (a) {} return list.filter((x) => x && y); }',
      [
        ['outer', 2],
        [null, 2],
      ],
    ],
    ['javascript', 'function f() { return a /* && */ + b /* x */ && c; }', [['f', 2]]],
    ['tsx', 'export const A = ({ on }) => <p>{on && <b>{on ? 1 : 2}</b>}</p>;', [['A', 3]]],
    [
      'python',
      'def f(a):\n  if a and b:\n    pass\n  elif c or d or e:\n    pass\n  for x in a:\n    pass\n  else:\n    pass\n  try:\n    pass\n  except E:\n    pass\n  return 1 if a else 2\n',
      [['f', 9]],
    ],
    ['python', 'def f(a):\n  match a:\n    case 1: pass\n    case _: pass\n  return [x for x in a if x]\n', [['f', 4]]],
    [
      'python',
      'class A:\n  def b(self):\n    k = lambda x: x or y\n    while True: pass\n',
      [
        ['b', 2],
        ['k', 2],
      ],
    ],
    [
      'go',
      'package a\nfunc (j *Job) Run(a int) {\n switch a {\n case 1:\n default:\n }\n select {\n case <-c:\n default:\n }\n for a > 1 && b || c {\n }\n go func() { if x { } }()\n}\n',
      [
        ['Run', 6],
        [null, 2],
      ],
    ],
    [
      'java',
      'class A { A() {} int f(int a) { for (X x : y) { if (a > 1 && b) return 1; } return a > 2 ? 1 : 2; } int g(); }',
      [
        ['A', 1],
        ['f', 5],
      ],
    ],
    [
      'java',
      'class A { int f(int a) { return switch (a) { case 1, 2 -> 3; case 4 -> 5; default -> 6; }; } }',
      [['f', 3]],
    ],
    [
      'java',
      'class A { void f() { switch (a) { case 1: break; default: } run(() -> a || b); } }',
      [
        ['f', 2],
        [null, 2],
      ],
    ],
    [
      'ruby',
      'def f(a)\n  x if a && b\n  y unless c or d\n  case a\n  when 1 then 2\n  when 3 then 4\n  else 5\n  end\n  begin\n    z\n  rescue E\n  end\n  list.each { |q| q ||= 1 }\n  a ? b : c\nend\n',
      [['f', 10]],
    ],
    [
      'ruby',
      'def self.g = 1\nclass A\n  def h\n    w while x\n  end\nend\n',
      [
        ['g', 1],
        ['h', 2],
      ],
    ],
    [
      'rust',
      'fn f(a: i32) -> i32 { if a > 1 && b { } else if c { } while x { } for y in z { } match a { 1 => 2, _ => 3 } }',
      [['f', 7]],
    ],
    [
      'rust',
      'fn f() { if let Some(x) = a && b { } let g = |x| x || y; }',
      [
        ['f', 3],
        ['g', 2],
      ],
    ],
    [
      'php',
      '<?php function f($a) { switch ($a) { case 1: break; default: } if ($a and $b) {} elseif ($c) {} $y = $a ?? $b; foreach ($a as $b) {} return match ($a) { 1 => 2, default => 3 }; }',
      [['f', 8]],
    ],
    [
      'c-sharp',
      'class A { int P { get { return a ? 1 : 2; } } int F(int a) { switch (a) { case 1: case 2: break; default: break; } a ??= b; return a switch { 1 => 2, _ => 3 }; } }',
      [
        ['get', 2],
        ['F', 5],
      ],
    ],
    [
      'cpp',
      'int A::f(int a) { switch (a) { case 1: break; default: break; } if (a and b || c) {} for (auto x : y) {} try {} catch (...) {} return 0; }\nint g();',
      [['A::f', 7]],
    ],
    [
      'cpp',
      'int main(void) { auto g = [](int x) { return x ? 1 : 2; }; do {} while (a && b); }',
      [
        ['main', 3],
        ['g', 2],
      ],
    ],
  ])('%s: %s', async (language, text, expected) => {
    expect(await complexities(language, text)).toEqual(expected);
  });
});

it('says on which lines a function stands', async () => {
  const text = 'import x;\n\nfunction a() {\n  b(() => {\n    c;\n  });\n}\nconst d = () => 1;\n';
  expect(await measureFunctions({ language: 'typescript', text: text.replaceAll('\n', '\r\n') })).toEqual([
    { name: 'a', startLine: 3, endLine: 7, complexity: 1 },
    { name: null, startLine: 4, endLine: 6, complexity: 1 },
    { name: 'd', startLine: 8, endLine: 8, complexity: 1 },
  ]);
  expect(
    await measureFunctions({ language: 'python', text: 'def a():\n  pass\n\n\ndef b():\n  pass\n' }),
  ).toMatchObject([
    { startLine: 1, endLine: 2 },
    { startLine: 5, endLine: 6 },
  ]);
});

it('gives what there is of broken source', async () => {
  const found = await measureFunctions({ language: 'javascript', text: 'function a() { if (x) {} }\nfunction ( {{{' });
  expect(found[0]).toMatchObject({ name: 'a', complexity: 2 });
});

it('reads what nobody writes', async () => {
  const deep = `function f() { return ${'('.repeat(3000)}1${')'.repeat(3000)}; }`;
  expect(await complexities('javascript', deep)).toEqual([['f', 1]]);
  const chain = `const f = () => ${Array<string>(3000).fill('a').join(' && ')};`;
  const [found] = await measureFunctions({ language: 'javascript', text: chain });
  expect(found?.complexity).toBeGreaterThan(500);
  const many = 'const f = () => 1;\n'.repeat(6000);
  expect(await measureFunctions({ language: 'javascript', text: many })).toHaveLength(5000);
});
