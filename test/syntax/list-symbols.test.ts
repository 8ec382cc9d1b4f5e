import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/syntax/language-of.js';
import { listSymbols } from '../../src/syntax/list-symbols.js';
import { listImports } from '../../src/syntax/list-imports.js';
import { namesOnLines } from '../../src/syntax/names-on-lines.js';
import { parseSource } from '../../src/syntax/parse-source.js';

async function withTree<T>(
  language: Language,
  text: string,
  use: (tree: Awaited<ReturnType<typeof parseSource>>) => T,
): Promise<T> {
  const tree = await parseSource(language, text);
  try {
    return use(tree);
  } finally {
    tree.delete();
  }
}

const cases: [Language, string, string[], string[]][] = [
  [
    'typescript',
    `import { a } from './orders/a.js';\nexport * from '../b.js';\nexport interface Shape {\n  x: number;\n}\nexport const run = async (n: number) => {\n  return n;\n};\n@Entity()\nexport class Job {\n  start() {}\n}\ntype Id = string;\nconst limit = 3;\n`,
    ['Shape 3-5', 'run 6-8', 'Job 9-12', 'start 11-11', 'Id 13-13'],
    ['./orders/a.js', '../b.js'],
  ],
  ['javascript', `const x = require('./x');\nfunction* gen() {}\n`, ['gen 2-2'], ['./x']],
  [
    'python',
    `from app.models import User, Team\nimport os.path as p\n\n@task\ndef run(a):\n    return a\n\nclass Job:\n    def go(self):\n        pass\n`,
    ['run 4-6', 'Job 8-10', 'go 9-10'],
    ['app.models', 'app.models.User', 'app.models.Team', 'os.path'],
  ],
  [
    'go',
    `package a\n\nimport (\n\t"fmt"\n\to "example.org/shop/orders"\n)\n\ntype Job struct {\n\tN int\n}\n\nfunc (j *Job) Run() error {\n\treturn nil\n}\n\nfunc New() *Job { return nil }\n`,
    ['Job 8-10', 'Run 12-14', 'New 16-16'],
    ['fmt', 'example.org/shop/orders'],
  ],
  [
    'java',
    `import a.b.C;\nclass J {\n  J() {}\n  int run() { return 1; }\n}\n`,
    ['J 2-5', 'J 3-3', 'run 4-4'],
    ['a.b.C'],
  ],
  [
    'rust',
    `use crate::jobs::retry;\nmod store;\nstruct J { n: u8 }\nimpl J {\n  fn run(&self) {}\n}\n`,
    ['J 3-3', 'J 4-6', 'run 5-5'],
    ['crate::jobs::retry', 'store'],
  ],
  [
    'ruby',
    `require_relative 'job'\nmodule A\n  class J\n    def run!\n    end\n  end\nend\n`,
    ['A 2-7', 'J 3-6', 'run! 4-5'],
    ['job'],
  ],
  [
    'php',
    `<?php\nuse App\\Models\\User;\nclass J {\n  function run() {}\n}\n`,
    ['J 3-5', 'run 4-4'],
    ['App\\Models\\User'],
  ],
  ['c-sharp', `using Shop.Orders;\nclass J {\n  void Run() {}\n}\n`, ['J 2-4', 'Run 3-3'], ['Shop.Orders']],
  [
    'cpp',
    `#include "a/b.h"\n#include <vector>\nstruct J { int n; };\nstatic int *run(int a) {\n  return 0;\n}\nvoid J::go() {}\n`,
    ['J 3-3', 'run 4-6', 'go 7-7'],
    ['a/b.h', 'vector'],
  ],
];

describe('listSymbols and listImports', () => {
  it.each(cases)('%s', async (language, text, symbols, imports) => {
    await withTree(language, text, (tree) => {
      expect(
        listSymbols(language, tree).map(({ name, startLine, endLine }) => `${name} ${startLine}-${endLine}`),
      ).toEqual(symbols);
      expect(listImports(language, tree)).toEqual(imports);
    });
  });

  it.each(['', '}{)(', 'class {', '\uFEFFfunction a() {}\r\n', `x${'('.repeat(5000)}`])(
    'takes broken source %#',
    async (text) => {
      for (const [language] of cases)
        await withTree(language, text, (tree) => expect(listSymbols(language, tree).length).toBeLessThan(3));
    },
  );
});

describe('namesOnLines', () => {
  it('takes names of code on those lines only', async () => {
    const text = "const first = other;\nrun(first, 'quoted name'); // comment words\nlast.call();\n";
    await withTree('typescript', text, (tree) => expect(namesOnLines(tree, new Set([2]))).toEqual(['run', 'first']));
  });
});
