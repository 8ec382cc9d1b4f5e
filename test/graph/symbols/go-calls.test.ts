import { describe, expect, it } from 'vitest';
import { edgesOf } from './edges-of.js';

const FILES = {
  'go.mod': 'module example.com/shop\n',
  'store/store.go':
    'package store\n\ntype Base struct{}\n\nfunc (b *Base) Close() {}\n\ntype Store struct {\n\t*Base\n\tnext *Store\n}\n\nfunc New() (*Store, error) { return nil, nil }\n\nfunc helper() {}\n',
  'store/save.go':
    'package store\n\nfunc (s *Store) Save(x int) {\n\thelper()\n\ts.next.flush()\n\ts.Close()\n}\n\nfunc (s *Store) flush() {}\n',
  'store/saver.go': 'package store\n\ntype Saver interface {\n\tSave(x int)\n}\n\nfunc Use(s Saver) { s.Save(1) }\n',
  'other/other.go': 'package other\n\nfunc helper() {}\n\nfunc flush() {}\n',
};

describe('calls of Go', () => {
  it.each<[string, string, string[]]>([
    [
      'packages by go.mod, results of calls, and methods of other files',
      'func run() {\n\ts, err := store.New()\n\ts.Save(1)\n\terr.Error()\n\tstore.Missing()\n}',
      ['run → store/save.go#Store.Save receiver', 'run → store/store.go#New import'],
    ],
    [
      'variables and parameters hide packages and functions',
      'func run(store Other, local func()) {\n\tstore.New()\n\tlocal()\n}\n\nfunc local() {}',
      [],
    ],
    [
      'a variable of the same name on both sides',
      'func run(s *store.Store) {\n\tif s := s; true {\n\t\ts.Save(1)\n\t}\n}',
      ['run → store/save.go#Store.Save receiver'],
    ],
    [
      'elements, literals and what is asserted',
      'func one(all []*store.Store) {\n\tfor _, s := range all {\n\t\ts.Save(1)\n\t}\n}\n\nfunc two() {\n\ts := &store.Store{}\n\ts.Close()\n}\n\nfunc three(x any) {\n\tx.(*store.Store).Save(1)\n}',
      [
        'one → store/save.go#Store.Save receiver',
        'three → store/save.go#Store.Save receiver',
        'two → store/store.go#Base.Close inherited',
      ],
    ],
    ['a function of another package is not found by its name', 'func run() {\n\thelper()\n\tflush()\n}', []],
  ])('%s', async (_, body, expected) => {
    const text = `package main\n\nimport "example.com/shop/store"\n\n${body}\n`;
    const edges = await edgesOf({ ...FILES, 'cmd/main.go': text });
    expect(edges.flatMap((edge) => /^cmd\/main\.go#(.*)$/.exec(edge)?.[1] ?? [])).toEqual(expected);
  });

  it('the same package, the receiver, what is embedded, and an interface', async () => {
    expect(await edgesOf(FILES)).toEqual([
      'store/save.go#Store.Save → store/save.go#Store.flush receiver',
      'store/save.go#Store.Save → store/store.go#Base.Close inherited',
      'store/save.go#Store.Save → store/store.go#helper same package',
      'store/saver.go#Use → store/saver.go#Saver.Save receiver',
    ]);
  });

  it('what each system has a file of its own for is no fact', async () => {
    const files = {
      'sys/run.go': 'package sys\n\ntype Disk struct{}\n\nfunc Run(d Disk) {\n\topen()\n\td.Sync()\n}\n',
      'sys/open_unix.go': 'package sys\n\nfunc open() {}\n\nfunc (d Disk) Sync() { open() }\n',
      'sys/open_windows.go': 'package sys\n\nfunc open() {}\n\nfunc (d Disk) Sync() {}\n',
    };
    expect(await edgesOf(files)).toEqual([
      'sys/open_unix.go#Disk.Sync → sys/open_unix.go#open same file',
      'sys/run.go#Run → sys/open_unix.go#Disk.Sync ambiguous',
      'sys/run.go#Run → sys/open_unix.go#open ambiguous',
      'sys/run.go#Run → sys/open_windows.go#Disk.Sync ambiguous',
      'sys/run.go#Run → sys/open_windows.go#open ambiguous',
    ]);
  });

  it('a folder has the package, its tests from outside, and generators: each has names of its own', async () => {
    const files = {
      'p/p.go': 'package p\n\nfunc Parse() { check() }\n',
      'p/generate.go': '//go:build ignore\n\npackage main\n\nfunc check() {}\n',
      'p/a_test.go': 'package p\n\nfunc setup() {}\n',
      'p/b_test.go': 'package p_test\n\nfunc TestB() { setup() }\n',
      'p/c_test.go': 'package p_test\n\nfunc setup() {}\n',
    };
    expect(await edgesOf(files)).toEqual(['p/b_test.go#TestB → p/c_test.go#setup same package']);
  });
});
