import { describe, expect, it } from 'vitest';
import { openShare } from '../../../../src/review/analyzers/thread-share.js';
import { codeContext, readCode } from '../../../../src/review/ask/code-context.js';
import type { Excerpt } from '../../../../src/review/ask/prompt/chunk-parts.js';
import { heldTexts } from '../../../../src/review/plan/head-texts.js';
import { diffAtOnce } from '../../../diff/diff-at-once.js';
import { memorySnapshot } from '../../memory-snapshot.js';
import { sampleFile } from '../../sample-change.js';

/** The context of a change of one file, whose lines with `//!` or `#!` at their end are new, beside these others. */
async function contextOf(path: string, marked: string, others: Record<string, string> = {}) {
  const lines = marked.split('\n');
  const isNew = (line: string) => /\s*(?:\/\/|#)!$/.test(line);
  const before = lines.filter((line) => !isNew(line)).join('\n');
  const now = lines.map((line) => line.replace(/\s*(?:\/\/|#)!$/, '')).join('\n');
  return codeContext([sampleFile(path, { hunks: diffAtOnce(before, now) })], {
    texts: heldTexts(new Map([[path, now]])),
    snapshot: memorySnapshot({ [path]: now, ...others }),
    threads: openShare(),
  });
}
const at = (excerpts: readonly Excerpt[]) => excerpts.map(({ path, startLine }) => `${path}:${startLine}`);
/** Lines that no diff shows as context. */
const far = (text: string) => Array.from({ length: 6 }, () => `${text}\n`).join('');

describe('definitions by the type of the receiver', () => {
  it.each([
    [
      'TypeScript',
      'src/run.ts',
      `import { Store } from './store.js';\nexport function run(store: Store, timer: Timer) {\n  timer.stop(); //!\n  store.save(1); //!\n}\n`,
      {
        'src/store.ts': 'export class Store {\n  save(n: number) {\n    return n;\n  }\n}\n',
        'src/other.ts': 'export class Other {\n  save() {}\n  stop() {}\n}\n',
      },
      ['src/store.ts:2'],
    ],
    [
      'Python',
      'shop/run.py',
      `from shop.store import Store\n\ndef run(items):\n    store = Store()\n    items.extend([1]) #!\n    store.save(1) #!\n`,
      {
        'shop/store.py': 'class Store:\n    def save(self, n):\n        return n\n',
        'shop/other.py': 'class Other:\n    def save(self):\n        pass\n    def extend(self, x):\n        pass\n',
      },
      ['shop/store.py:2'],
    ],
    [
      'Go',
      'shop/run.go',
      `package shop\n\nfunc run(s *Store, t Timer) {\n\tt.Stop() //!\n\ts.Save(1) //!\n}\n`,
      {
        'shop/store.go':
          'package shop\n\ntype Store struct {\n\tn int\n}\n\nfunc (s *Store) Save(n int) int { return n }\n',
        'other/other.go': 'package other\n\nfunc (o *Other) Save() {}\n\nfunc (o *Other) Stop() {}\n',
      },
      ['shop/store.go:7', 'shop/store.go:3'],
    ],
    [
      'Java',
      'src/a/Run.java',
      `package a;\nimport b.Store;\nclass Run {\n  int run(Store store, Timer timer) {\n    timer.stop(); //!\n    return store.save(1); //!\n  }\n}\n`,
      {
        'src/b/Store.java': 'package b;\npublic class Store {\n  public int save(int n) {\n    return n;\n  }\n}\n',
        'src/c/Other.java':
          'package c;\npublic class Other {\n  public int save() {\n    return 1;\n  }\n  void stop() {}\n}\n',
      },
      ['src/b/Store.java:3'],
    ],
  ])('%s', async (_, path, marked, others, expected) => {
    expect(at((await contextOf(path, marked, others)).definitions)).toEqual(expected);
  });

  it('follows what a module exports again, and what a class inherits', async () => {
    const { definitions } = await contextOf(
      'src/run.ts',
      `import { Store } from './index.js';\nexport function run(store: Store) {\n  store.load(); //!\n}\n`,
      {
        'src/index.ts': "export * from './store.js';\n",
        'src/store.ts': "import { Base } from './base.js';\nexport class Store extends Base {}\n",
        'src/base.ts': 'export class Base {\n  load() {\n    return 1;\n  }\n}\n',
      },
    );
    expect(at(definitions)).toContain('src/base.ts:2');
  });

  it('shows what a changed line uses whole, and of what the rest of the function uses the beginning', async () => {
    const body = (name: string) => `export function ${name}() {\n${'  log();\n'.repeat(28)}}\n`;
    const { definitions } = await contextOf(
      'src/run.ts',
      `import { far, near } from './other.js';\nexport function run() {\n  far();\n  near(); //!\n}\n`,
      { 'src/other.ts': body('far') + body('near') },
    );
    expect(definitions.map(({ startLine, text }) => [startLine, text.split('\n').length])).toEqual([
      [31, 30],
      [1, 13],
    ]);
  });

  it('shows what production code uses before what its tests use', async () => {
    const texts = {
      'test/run.test.ts': "import { help } from './help.js';\nit('runs', () => {\n  help();\n});\n",
      'src/run.ts': "import { save } from './save.js';\nexport function run() {\n  save();\n}\n",
      'test/help.ts': 'export function help() {}\n',
      'src/save.ts': 'export function save() {}\n',
    };
    const changed = ['test/run.test.ts', 'src/run.ts'] as const;
    const { definitions } = await codeContext(
      changed.map((path) => sampleFile(path, { hunks: diffAtOnce('', texts[path]) })),
      {
        texts: heldTexts(new Map(Object.entries(texts))),
        snapshot: memorySnapshot(texts),
        threads: openShare(),
      },
    );
    expect(at(definitions)).toEqual(['src/save.ts:1', 'test/help.ts:1']);
  });

  it('knows a constant by its import', async () => {
    const { definitions } = await contextOf(
      'src/run.ts',
      `import { MOST } from './limits.js';\nexport function run(n: number) {\n  return n > MOST; //!\n}\n`,
      {
        'src/limits.ts': 'export const LEAST = 1;\nexport const MOST = 5;\n',
        'src/other.ts': 'export const MOST = 9;\n',
      },
    );
    expect(at(definitions)).toEqual(['src/limits.ts:2']);
  });
});

describe('constructor and fields of a changed type', () => {
  it.each([
    [
      'TypeScript',
      'a.ts',
      `export class Store {\n  private readonly rows = new Map<string, Row>();\n\n  constructor(private readonly limit: number) {\n    if (limit < 1) throw new Error('limit');\n  }\n\n  other() {\n${far('    log();')}  }\n\n  save(row: Row) {\n${far('    log();')}    this.rows.set(row.id, row); //!\n  }\n}\n`,
      {},
      "export class Store {|  private readonly rows = new Map<string, Row>();|  constructor(private readonly limit: number) {|    if (limit < 1) throw new Error('limit');|  }",
    ],
    [
      'Python',
      'a.py',
      `class Store:\n    limit = 5\n\n    def __init__(self, rows):\n        self.rows = rows\n\n    def other(self):\n${far('        log()')}\n    def save(self, row):\n${far('        log()')}        self.rows.append(row) #!\n`,
      {},
      'class Store:|    limit = 5|    def __init__(self, rows):|        self.rows = rows',
    ],
    [
      'Go, in another file of the package',
      'shop/save.go',
      `package shop\n\nfunc (s *Store) Save(n int) {\n${far('\tlog()')}\ts.n = n //!\n}\n`,
      {
        'shop/store.go':
          'package shop\n\ntype Store struct {\n\tn int\n}\n\nfunc NewStore() *Store {\n\treturn &Store{n: 1}\n}\n',
      },
      'type Store struct {|\tn int|}|func NewStore() *Store {|\treturn &Store{n: 1}|}',
    ],
    [
      'Java',
      'Store.java',
      `class Store {\n  private final int limit;\n\n  Store(int limit) {\n    this.limit = limit;\n  }\n\n  void other() {\n${far('    log();')}  }\n\n  void save(int n) {\n${far('    log();')}    check(n); //!\n  }\n}\n`,
      {},
      'class Store {|  private final int limit;|  Store(int limit) {|    this.limit = limit;|  }',
    ],
  ])('%s', async (_, path, marked, others, expected) => {
    const { types } = await contextOf(path, marked, others);
    expect(types.map(({ text }) => text.replaceAll('\n', '|'))).toEqual([expected]);
  });
});

describe('the sibling that must agree', () => {
  it.each([
    [
      'the other half of a pair, TypeScript',
      'src/codec.ts',
      `export function encodeUser(user: User) {\n  return user.id; //!\n}\n${far('log();')}export function decodeUser(text: string) {\n  return { id: text };\n}\nexport function decodeOrder() {}\n`,
      {},
      ['src/codec.ts:10'],
    ],
    [
      'the other half in a file beside it, Python',
      'shop/message_encoder.py',
      `def encode(message):\n    return message #!\n`,
      {
        'shop/message_decoder.py': 'def decode(text):\n    return text\n',
        'shop/image.py': 'def decode(x):\n    pass\n',
      },
      ['shop/message_decoder.py:1'],
    ],
    [
      'the same method of the same interface, Java',
      'src/a/CardPayment.java',
      `package a;\nclass CardPayment implements Payment {\n  public int refund(int sum) {\n    return sum; //!\n  }\n}\n`,
      {
        'src/a/Payment.java': 'package a;\ninterface Payment {\n  int refund(int sum);\n}\n',
        'src/a/BankPayment.java':
          'package a;\nclass BankPayment implements Payment {\n  public int refund(int sum) {\n    return sum;\n  }\n}\n',
        'src/a/Shelf.java': 'package a;\nclass Shelf {\n  public int refund(int sum) {\n    return sum;\n  }\n}\n',
      },
      ['src/a/BankPayment.java:3'],
    ],
    [
      'the same interface, TypeScript',
      'src/neo/neo-store.ts',
      `import type { Store } from '../store.js';\nexport class NeoStore implements Store {\n  find(id: string) {\n    return id; //!\n  }\n}\n`,
      {
        'src/store.ts': 'export interface Store {\n  find(id: string): string;\n}\n',
        'src/pg/pg-store.ts':
          "import type { Store } from '../store.js';\nexport class PgStore implements Store {\n  find(id: string) {\n    return id;\n  }\n}\n",
        'src/pg/pg-list.ts': 'export class PgList {\n  find(id: string) {\n    return id;\n  }\n}\n',
      },
      ['src/pg/pg-store.ts:3'],
    ],
    [
      'the same name in a file of a like name, Go',
      'pay/stripe_refund.go',
      `package stripe\n\nfunc checkRefund(n int) int {\n\treturn n //!\n}\n`,
      {
        'pay/paypal_refund.go': 'package paypal\n\nfunc checkRefund(n int) int {\n\treturn n\n}\n',
        'pay/shelf.go': 'package shelf\n\nfunc checkRefund(n int) int {\n\treturn n\n}\n',
      },
      ['pay/paypal_refund.go:3'],
    ],
    [
      'the other method of its type, Python',
      'shop/cart.py',
      `class Cart:\n    def add_item(self, item):\n        self.count = self.count + 1 #!\n${far('')}    def remove_item(self, item):\n        self.count -= 1\n`,
      {},
      ['shop/cart.py:10'],
    ],
  ])('%s', async (_, path, marked, others, expected) => {
    expect(at((await contextOf(path, marked, others)).siblings)).toEqual(expected);
  });
});

describe('the cases of its tests that name what is changed', () => {
  it.each([
    [
      'TypeScript',
      'src/total.ts',
      `export function total() {\n  return 1; //!\n}\n`,
      {
        'test/total.test.ts':
          "import { total } from '../src/total.js';\n\ndescribe('total', () => {\n  it('adds', () => {\n    expect(total()).toBe(1);\n  });\n\n  it('is another', () => {\n    expect(1).toBe(1);\n  });\n\n  it.each([\n    [1],\n  ])('%s', (n) => {\n    expect(total()).toBe(n);\n  });\n});\n",
        'test/other/total.test.ts':
          "import { total } from '../../src/other/total.js';\n\nit('x', () => {\n  total();\n});\n",
      },
      [
        ["  it('adds', () => {", '    expect(total()).toBe(1);', '  });'],
        ['  it.each([', '    [1],', "  ])('%s', (n) => {", '    expect(total()).toBe(n);', '  });'],
      ],
    ],
    [
      'Python',
      'shop/total.py',
      `def total():\n    return 1 #!\n`,
      {
        'tests/test_total.py':
          'from shop.total import total\n\n\ndef test_adds():\n    assert total() == 1\n\n\ndef test_other():\n    assert 1 == 1\n',
      },
      [['def test_adds():', '    assert total() == 1']],
    ],
    [
      'Go',
      'shop/total.go',
      `package shop\n\nfunc total() int {\n\treturn 1 //!\n}\n`,
      {
        'shop/total_test.go':
          'package shop\n\nfunc TestTotal(t *testing.T) {\n\tif total() != 1 {\n\t\tt.Fatal()\n\t}\n}\n\nfunc TestOther(t *testing.T) {}\n',
      },
      [['func TestTotal(t *testing.T) {', '\tif total() != 1 {', '\t\tt.Fatal()', '\t}', '}']],
    ],
    [
      'Java',
      'src/main/java/a/Total.java',
      `package a;\nclass Total {\n  int sumOf() {\n    return 1; //!\n  }\n}\n`,
      {
        'src/test/java/a/TotalTest.java':
          'package a;\nclass TotalTest {\n  @Test\n  void adds() {\n    assertEquals(1, new Total().sumOf());\n  }\n\n  @Test\n  void other() {\n    new Total();\n  }\n}\n',
      },
      [['  @Test', '  void adds() {', '    assertEquals(1, new Total().sumOf());', '  }']],
    ],
  ])('%s', async (_, path, marked, others, expected) => {
    const { tests, callers } = await contextOf(path, marked, others);
    expect(tests.map(({ text }) => text.split('\n'))).toEqual(expected);
    expect(callers).toEqual([]);
  });

  it('does not print a test twice that the change touches', async () => {
    const test = "import { total } from '../src/total.js';\n\nit('adds', () => {\n  expect(total()).toBe(1);\n});\n";
    const files = [
      sampleFile('test/total.test.ts', { hunks: diffAtOnce('', test) }),
      sampleFile('src/total.ts', { hunks: diffAtOnce('', 'export function total() {\n  return 1;\n}\n') }),
    ];
    const texts = { 'test/total.test.ts': test, 'src/total.ts': 'export function total() {\n  return 1;\n}\n' };
    const context = await codeContext(files, {
      texts: heldTexts(new Map(Object.entries(texts))),
      snapshot: memorySnapshot(texts),
      threads: openShare(),
    });
    expect({ ...context, notShown: [] }).toEqual({
      symbols: [],
      types: [],
      definitions: [],
      siblings: [],
      tests: [],
      callers: [],
      notShown: [],
    });
  });

  it('shows of a touched test function only the lines that the diff has not', async () => {
    const { symbols } = await contextOf(
      'tests/test_a.py',
      `def test_a():\n${far('    log()')}    first() #!\n${far('    log()')}\n\ndef test_b():\n    pass\n`,
    );
    expect(symbols).toHaveLength(1);
    expect(symbols[0]?.lines).toEqual([1, 2, 3, 4, 12, 13, 14]);
  });
});

describe('uses', () => {
  const home = 'export class Row {\n  total() {\n    return 1; //!\n  }\n}\n';

  it('are one block a file, production code only, tests counted', async () => {
    const use =
      "import { Row } from '../src/row.js';\n\nexport function a(row: Row) {\n  return row.total();\n}\n\nexport function b(row: Row) {\n  return row.total() + 1;\n}\n";
    const { callers, notShown } = await contextOf('src/row.ts', home, { 'lib/use.ts': use, 'test/b.test.ts': use });
    expect(callers).toEqual([
      { path: 'lib/use.ts', startLine: 4, lines: [4, 8], text: '  return row.total();\n  return row.total() + 1;' },
    ]);
    expect(notShown).toEqual(['uses in tests of total (2)']);
  });

  it('leave out who calls a method of that name of something else', async () => {
    const { callers, notShown } = await contextOf('src/row.ts', home, {
      'src/bill.ts': 'export class Bill {\n  total() {\n    return 2;\n  }\n}\n',
      'src/use.ts': "import { Bill } from './bill.js';\nexport const pay = (bill: Bill) => bill.total();\n",
      'src/guess.ts': 'export const pay = (thing) => thing.total();\n',
    });
    expect(callers).toEqual([]);
    expect(notShown).toEqual(['places that may mean something else by the same name: total (1)']);
  });

  it('are not counted elsewhere of what a module keeps for itself', async () => {
    const { callers, notShown } = await contextOf(
      'src/row.ts',
      `const WRITE = 'a'\n  + 'b'; //!\nexport const x = 1;\n${far('log();')}run(WRITE);\n`,
      { 'src/other.ts': "const WRITE = 'c';\nexport const other = () => run(WRITE);\n" },
    );
    expect(at(callers)).toEqual(['src/row.ts:10']);
    expect(notShown).toEqual([]);
  });

  it('leave out minified and generated files', async () => {
    const use = "import { Row } from '../src/row.js';\nexport const a = (row: Row) => row.total();\n";
    const { callers } = await contextOf('src/row.ts', home, {
      'web/app.min.js': use,
      'dist/use.ts': use,
      'lib/made.ts': `// Code generated by a tool. DO NOT EDIT.\n${use}`,
      'lib/long.ts': `import { Row } from '../src/row.js';\nexport const a = (row: Row) => [${'1, '.repeat(300)}row.total()];\n`,
    });
    expect(callers).toEqual([]);
  });
});

describe('definitions by what the manifests of the repository say', () => {
  const PRICE = (n: number) => `export function price() {\n  return ${n};\n}\n`;
  const RUN = (name: string) => `import { price } from '${name}';\nexport function run() {\n  return price(); //!\n}\n`;
  it.each([
    [
      'paths of a base in the repository',
      '@shop/price',
      {
        'apps/web/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
        'tsconfig.base.json':
          '{ // why\n "compilerOptions": { "baseUrl": ".", "paths": { "@shop/*": ["libs/shop/*"], }, } }',
      },
      ['libs/shop/price.ts:1'],
    ],
    [
      'baseUrl of a jsconfig',
      'shop/price',
      { 'jsconfig.json': '{ "compilerOptions": { "baseUrl": "./libs" } }' },
      ['libs/shop/price.ts:1'],
    ],
    [
      'exports of a package of the workspace',
      '@acme/money/price',
      {
        'package.json': '{ "workspaces": ["packages/*"] }',
        'packages/m/package.json':
          '{ "name": "@acme/money", "exports": { "./price": { "types": "./dist/price.d.ts", "import": "./dist/price.js" } } }',
      },
      ['packages/m/src/price.ts:1'],
    ],
    [
      'imports of the own package',
      '#price',
      { 'apps/web/package.json': '{ "name": "web", "imports": { "#price": "./lib/price.ts" } }' },
      ['apps/web/lib/price.ts:1'],
    ],
    ['no manifest: two may be meant, and none is', '@/price', {}, []],
    [
      'a broken manifest says nothing',
      '~/shop/price',
      { 'tsconfig.json': '{ "compilerOptions": ' },
      ['libs/shop/price.ts:1'],
    ],
  ])('%s', async (_, name, manifests, expected) => {
    const { definitions } = await contextOf('apps/web/src/run.ts', RUN(name), {
      'libs/shop/price.ts': PRICE(1),
      'packages/m/src/price.ts': PRICE(2),
      'apps/web/lib/price.ts': PRICE(3),
      ...manifests,
    });
    expect(at(definitions)).toEqual(expected);
  });

  it('names the manifests that are no JSON, and reads none where no script is changed', async () => {
    const broken = { 'package.json': '{', 'a/tsconfig.json': '{ "extends": }', 'tsconfig.json': '{ /* fine */ }' };
    const brokenOf = async (path: string) => {
      const files = [sampleFile(path, { hunks: diffAtOnce('', 'x = 1\n') })];
      const snapshot = memorySnapshot({ [path]: 'x = 1\n', ...broken });
      return (await readCode(files, { texts: heldTexts(new Map()), snapshot, threads: openShare() })).brokenManifests;
    };
    expect(await brokenOf('a/b.ts')).toEqual(['package.json', 'a/tsconfig.json']);
    expect(await brokenOf('a/b.py')).toEqual([]);
  });
});
