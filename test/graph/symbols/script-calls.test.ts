import { describe, expect, it } from 'vitest';
import { edgesOf, resolutionOf } from './edges-of.js';

const STORE =
  'export class Store {\n  save() {}\n  static open(): Store { throw null; }\n}\nexport function load() {}\n';

describe('calls of TypeScript and JavaScript', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'a function of the same file, also when it is declared below',
      { 'a.ts': 'function run() { helper(); }\nfunction helper() {}\n' },
      ['a.ts#run → a.ts#helper same file'],
    ],
    ['a recursion is no edge', { 'a.ts': 'function run() { run(); }\n' }, []],
    [
      'a parameter hides the function that is imported',
      { 'b.ts': STORE, 'a.ts': "import { load } from './b.js';\nfunction run(load: () => void) { load(); }\n" },
      [],
    ],
    [
      'so do a variable, a caught error, a piece of a pattern and a variable of a loop',
      {
        'b.ts': STORE,
        'a.ts':
          "import { load } from './b.js';\nfunction one() { const load = other(); load(); }\nfunction two() { try {} catch (load) { load(); } }\nfunction three({ load }) { load(); }\nfunction four() { for (const load of all) load(); }\nconst five = ([load]) => load();\n",
      },
      [],
    ],
    [
      'a name is seen again where its scope is over',
      {
        'b.ts': STORE,
        'a.ts': "import { load } from './b.js';\nfunction run() { { const load = other(); load(); } load(); }\n",
      },
      ['a.ts#run → b.ts#load import'],
    ],
    [
      'nothing is found by its name alone',
      { 'b.ts': STORE, 'a.ts': 'function run(x) { load(); x.save(); describe(); }\n' },
      [],
    ],
    [
      'methods of two classes with the same name',
      {
        'a.ts':
          'class A { save() {} }\nclass B { save() {} }\nfunction run(b: B) { b.save(); }\nfunction other() { new A().save(); }\n',
      },
      ['a.ts#other → a.ts#A same file', 'a.ts#other → a.ts#A.save receiver', 'a.ts#run → a.ts#B.save receiver'],
    ],
    [
      'fields: typed, made, and of the constructor; what a call gives',
      {
        'b.ts': STORE,
        'a.ts':
          "import { Store } from './b.js';\nclass Job {\n  private made = Store.open();\n  typed: Store;\n  constructor(private readonly given: Store) { this.late = new Store(); }\n  one() { this.made.save(); }\n  two() { this.typed?.save(); }\n  three() { this.given!.save(); }\n  four() { this.late.save(); }\n}\n",
      },
      [
        'a.ts#Job → b.ts#Store.open receiver',
        'a.ts#Job.constructor → b.ts#Store import',
        'a.ts#Job.four → b.ts#Store.save receiver',
        'a.ts#Job.one → b.ts#Store.save receiver',
        'a.ts#Job.three → b.ts#Store.save receiver',
        'a.ts#Job.two → b.ts#Store.save receiver',
      ],
    ],
    [
      '`this` of a nested function is another one, that of an arrow is not',
      {
        'a.ts':
          'class Job {\n  save() {}\n  one() { list(function () { this.save(); }); }\n  two() { list(() => this.save()); }\n}\n',
      },
      ['a.ts#Job.two → a.ts#Job.save receiver'],
    ],
    [
      'a method found in the class above, and `super`',
      {
        'b.ts': STORE,
        'a.ts':
          "import { Store } from './b.js';\nclass Big extends Store {\n  run() { this.save(); }\n  save() { super.save(); }\n}\nclass Huge extends Store { run() { this.save(); } }\n",
      },
      [
        'a.ts#Big.run → a.ts#Big.save receiver',
        'a.ts#Big.save → b.ts#Store.save inherited',
        'a.ts#Huge.run → b.ts#Store.save inherited',
      ],
    ],
    [
      'a static method is none of an instance',
      { 'a.ts': 'class A { static make() {} }\nfunction run(a: A) { a.make(); A.make(); }\n' },
      ['a.ts#run → a.ts#A.make receiver'],
    ],
    [
      'exports by default, renamed, through a star, and a cycle of re-exports that ends',
      {
        'one.ts': "export * from './two.js';\nexport { load as start } from './b.js';\n",
        'two.ts': "export * from './one.js';\nexport { default } from './c.js';\nexport * as all from './b.js';\n",
        'b.ts': STORE,
        'c.ts': 'export default function () {}\n',
        'a.ts':
          "import begin, { start, missing, all } from './two.js';\nfunction run() { begin(); start(); missing(); all.load(); }\n",
      },
      ['a.ts#run → b.ts#load import', 'a.ts#run → c.ts#default import'],
    ],
    [
      'an import of everything, and CommonJS',
      {
        'b.ts': STORE,
        'c.js': 'function go() {}\nmodule.exports = { go, stop() {} };\n',
        'a.ts':
          "import * as b from './b.js';\nconst { go, stop: end } = require('./c');\nfunction run() { b.load(); go(); end(); }\n",
      },
      ['a.ts#run → b.ts#load import', 'a.ts#run → c.js#go import', 'a.ts#run → c.js#stop import'],
    ],
    [
      'what CommonJS requires is over there: a function, a class, a member of it',
      {
        'memo.js': 'function memo() {}\nmodule.exports = memo;\n',
        'store.js': 'module.exports = class Store {\n  save() {}\n  static open() {}\n};\n',
        'load.js': 'module.exports = function () {};\n',
        'go.js': 'module.exports = { go() {}, get late() { return 1; } };\n',
        'a.js':
          "const memo = require('./memo');\nconst Store = require('./store');\nconst load = require('./load');\nconst go = require('./go').go;\nconst all = require('./go');\nfunction run() { memo(); new Store().save(); Store.open(); load(); go(); all.late(); }\n",
      },
      [
        'a.js#run → go.js#go import',
        'a.js#run → load.js#default import',
        'a.js#run → memo.js#memo import',
        'a.js#run → store.js#Store import',
        'a.js#run → store.js#Store.open import',
        'a.js#run → store.js#Store.save receiver',
      ],
    ],
    [
      'functions of an object that has a name',
      {
        'a.ts':
          'export const ports = { save() {}, load: () => ports.save() };\nfunction run() { ports.load(); ports.other(); }\n',
      },
      ['a.ts#ports.load → a.ts#ports.save receiver', 'a.ts#run → a.ts#ports.load receiver'],
    ],
    [
      'elements of JSX are calls, those of HTML are not',
      {
        'b.tsx': 'export const Card = () => <div />;\n',
        'a.tsx': "import { Card } from './b';\nexport function Page() { return <main><Card /></main>; }\n",
      },
      ['a.tsx#Page → b.tsx#Card import'],
    ],
    [
      'what a function hands on is not called by it, and what a callback is called is its own',
      {
        'b.ts': STORE,
        'a.ts': "import { load } from './b.js';\nfunction run() { list.map(load); list.map((load) => load()); }\n",
      },
      [],
    ],
    [
      'elements of a typed list, of a map, and of what is awaited',
      {
        'b.ts': STORE,
        'a.ts':
          "import { Store } from './b.js';\nfunction one(all: readonly Store[]) { all.forEach((store) => store.save()); }\nfunction two(all: Map<string, Store>) { all.get('a')?.save(); }\nasync function three(make: () => Promise<Store>) { (await make()).save(); }\nfunction four(all: Store[]) { for (const store of all) store.save(); }\n",
      },
      [
        'a.ts#four → b.ts#Store.save receiver',
        'a.ts#one → b.ts#Store.save receiver',
        'a.ts#three → b.ts#Store.save receiver',
        'a.ts#two → b.ts#Store.save receiver',
      ],
    ],
    [
      'one of two classes is ambiguous, and both are kept',
      {
        'a.ts':
          'class A { save() {} }\nclass B { save() {} }\nfunction run(x: A | B) { x.save(); }\nfunction sure(x: A | null) { x.save(); }\nfunction open(x: A | Foreign) { x.save(); }\n',
      },
      ['a.ts#run → a.ts#A.save ambiguous', 'a.ts#run → a.ts#B.save ambiguous', 'a.ts#sure → a.ts#A.save receiver'],
    ],
    [
      'overloads are one function',
      {
        'a.ts':
          'export function run(a: string): void;\nexport function run(a: number): void;\nexport function run(a: unknown) {}\nconst x = run(1);\n',
      },
      ['a.ts#x → a.ts#run same file'],
    ],
    [
      'a type parameter hides a class of that name',
      { 'a.ts': 'class T { save() {} }\nfunction run<T>(x: T) { x.save(); }\n' },
      [],
    ],
    [
      'functions within functions belong to them',
      { 'a.ts': 'function a() { const inner = () => {}; inner(); }\nfunction b() { inner(); }\n' },
      ['a.ts#a → a.ts#a.inner same file'],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await edgesOf(files)).toEqual(expected);
  });

  it('a test tests what it calls, not what it imports', async () => {
    const { batch, tiers } = await resolutionOf({
      'b.ts': STORE,
      'test/a.ts': "import { load, Store } from '../b.js';\nit('saves', () => { new Store().save(); other(load); });\n",
    });
    expect(batch.tests.map(({ symbol, tier }) => `${symbol.qualifiedName} ${tier}`)).toEqual([
      'Store.save receiver',
      'Store import',
    ]);
    expect(batch.imports).toEqual([{ from: 'test/a.ts', to: 'b.ts', tier: 'import', confidence: 0.9 }]);
    expect(tiers).toMatchObject({ receiver: 1, import: 1, 'same file': 0, ambiguous: 0 });
  });

  it('types that are used, and what a class and an interface come from', async () => {
    const files = {
      'b.ts': 'export interface Shape { area(): number }\nexport type Id = string;\n',
      'a.ts':
        "import type { Shape, Id } from './b.js';\ninterface Round extends Shape {}\nclass Ball implements Round { id: Id }\nfunction draw(x: Shape[]): Promise<Id> { const Shape = 1; }\n",
    };
    expect(await edgesOf(files, 'INHERITS')).toEqual([
      'a.ts#Ball → a.ts#Round same file',
      'a.ts#Round → b.ts#Shape import',
    ]);
    expect(await edgesOf(files, 'USES_TYPE')).toEqual([
      'a.ts#Ball → a.ts#Round same file',
      'a.ts#Ball → b.ts#Id import',
      'a.ts#Round → b.ts#Shape import',
      'a.ts#draw → b.ts#Id import',
      'a.ts#draw → b.ts#Shape import',
    ]);
  });
});
