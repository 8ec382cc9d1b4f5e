import { describe, expect, it } from 'vitest';
import { edgesOf } from './edges-of.js';

const FILES = {
  'pkg/__init__.py': 'from .store import Store as S, make\n',
  'pkg/store.py':
    'class Base:\n    def close(self): pass\n\nclass Store(Base):\n    def save(self):\n        self.close()\n        super().close()\n\n    @classmethod\n    def open(cls): cls.check()\n\n    @staticmethod\n    def check(): pass\n\ndef make() -> "Store": pass\n',
};

describe('calls of Python', () => {
  it.each<[string, string, string[]]>([
    [
      'names of a package that it imports itself',
      'from pkg import S, make\ndef run():\n    s = S()\n    s.save()\n    make().save()\n',
      ['run → pkg/store.py#Store import', 'run → pkg/store.py#Store.save receiver', 'run → pkg/store.py#make import'],
    ],
    [
      'a parameter, a variable and a function within hide what is imported',
      'from pkg import make\ndef one(make): make()\ndef two():\n    def make(): pass\n    make()\ndef three():\n    make = other()\n    make()\n',
      ['two → a.py#two.make same file'],
    ],
    [
      'names of a class are not seen from its methods',
      'class A:\n    def save(self): pass\n    def run(self): save()\n',
      [],
    ],
    ['nothing is found by its name alone', 'def run(x):\n    x.save()\n    make()\n', []],
    [
      'a typed parameter, a field, an import of the module and of everything',
      'import pkg.store\nfrom pkg.store import *\nclass Job:\n    def __init__(self, s: Store):\n        self.s = s\n    def run(self):\n        self.s.save()\n        pkg.store.make()\ndef two(x: list[Store]):\n    for one in x: one.save()\n',
      [
        'Job.run → pkg/store.py#Store.save receiver',
        'Job.run → pkg/store.py#make import',
        'two → pkg/store.py#Store.save receiver',
      ],
    ],
  ])('%s', async (_, text, expected) => {
    const edges = await edgesOf({ ...FILES, 'a.py': text });
    expect(edges.flatMap((edge) => /^a\.py#(.*)$/.exec(edge)?.[1] ?? [])).toEqual(expected);
  });

  it('`self`, `cls`, and what is above', async () => {
    expect(await edgesOf(FILES)).toEqual([
      'pkg/store.py#Store.open → pkg/store.py#Store.check receiver',
      'pkg/store.py#Store.save → pkg/store.py#Base.close inherited',
    ]);
  });
});
