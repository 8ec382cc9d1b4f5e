import { describe, expect, it } from 'vitest';
import { parseReport, readCoverage } from '../../../src/review/coverage/read-coverage.js';
import { startTimer } from '../../cpu-time.js';

const PATHS = ['src/pay.ts', 'src/cart.ts', 'app/models.py', 'README.md'];
const readAll = (reports: { path: string; text: string }[], paths: string[]) =>
  readCoverage(
    reports.map(({ path, text }) => ({ path, read: async () => text })),
    { asked: paths, paths },
    async (_, text, names) => parseReport(text, names),
  );
const read = (text: string, paths = PATHS) => readAll([{ path: 'report', text }], paths);
const hitsOf = async (text: string, paths = PATHS) =>
  Object.fromEntries(
    [...(await read(text, paths)).files].map(([path, { hits }]) => [path, Object.fromEntries(hits ?? [])]),
  );

const cobertura = (classes: string, head = '', source = '/home/ci/shop') => `<?xml version="1.0" ?>
${head}
<coverage line-rate="0.9" version="7.6" timestamp="1">
  <!-- <class filename="app/hidden.py"> -->
  <sources><source>${source}</source></sources>
  <packages><package name="app"><classes>${classes}</classes></package></packages>
</coverage>`;
const MODELS = `<class name="models.py" filename="app/models.py" line-rate="1">
  <methods><method name="a"><lines><line number="1" hits="0"/></lines></method></methods>
  <lines><line number="1" hits="4"/><line number='2' hits="0" branch="true"></line></lines>
</class>`;

describe('lcov', () => {
  it('reads lines and their counts', async () => {
    const text =
      'TN:\nSF:src/pay.ts\nFN:1,(anonymous_0)\nDA:1,3\nDA:2,0,c2hhMQ==\nLF:2\nLH:1\nend_of_record\nSF:./src/cart.ts\r\nDA:7,1\r\nend_of_record\r\n';
    expect(await hitsOf(text)).toEqual({ 'src/pay.ts': { 1: 3, 2: 0 }, 'src/cart.ts': { 7: 1 } });
  });

  it('adds up what several tests say of a file', async () => {
    const text = 'SF:src/pay.ts\nDA:1,0\nDA:2,1\nend_of_record\nSF:src/pay.ts\nDA:1,2\nDA:2,0\nend_of_record\n';
    expect(await hitsOf(text)).toEqual({ 'src/pay.ts': { 1: 2, 2: 1 } });
  });

  it('leaves out what is no line', async () => {
    const text =
      'SF:src/pay.ts\nDA:x,1\nDA:-1,1\nDA:1.5,1\nDA:3\nDA:,\nDA:4,NaN\nDA:5,Infinity\nDA:6,1\nend_of_record\nDA:9,1\n';
    expect(await hitsOf(text)).toEqual({ 'src/pay.ts': { 6: 1 } });
  });
});

describe('Cobertura', () => {
  it('reads lines of classes, with and without a DOCTYPE', async () => {
    const expected = { 'app/models.py': { 1: 4, 2: 0 } };
    expect(await hitsOf(cobertura(MODELS))).toEqual(expected);
    const doctype = '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">';
    expect(await hitsOf(cobertura(MODELS, doctype))).toEqual(expected);
    expect(await hitsOf(cobertura(MODELS.replace('app/models.py', 'models.py'), '', '/home/ci/shop/app'))).toEqual(
      expected,
    );
    expect(await hitsOf(cobertura(MODELS.replace('app/models.py', 'app\\models.py'), '', 'C:\\ci\\shop\\'))).toEqual(
      expected,
    );
  });

  it('decodes the entities of XML and characters by number', async () => {
    const path = 'app/a&b <"\'>.py';
    const escaped = 'app/a&amp;b &lt;&quot;&#39;&#x3e;.py';
    expect(await hitsOf(cobertura(MODELS.replace('app/models.py', escaped)), [path])).toEqual({
      [path]: { 1: 4, 2: 0 },
    });
  });

  it.each([
    ['entities that grow', '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'],
    ['an entity from a file', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'],
    ['an entity of parameters', '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://169.254.169.254/">%p;]>'],
  ])('refuses %s', async (_, head) => {
    const text = cobertura(MODELS.replace('app/models.py', '&b;&f;'), head);
    expect(await read(text)).toEqual({
      files: new Map(),
      unread: [{ path: 'report', reason: 'its DOCTYPE defines something' }],
    });
  });

  it('leaves an entity that nobody defined as it stands', async () => {
    expect(await hitsOf(cobertura(MODELS.replace('app/models.py', 'app/&b;.py')), ['app/&b;.py'])).toHaveProperty([
      'app/&b;.py',
    ]);
  });

  it.each([
    ['a tag that does not end', '<coverage><class filename="a'],
    ['a comment that does not end', '<coverage><!-- '],
    ['a page', '<!doctype html><html></html>'],
    ['a tag without end and size', `<coverage ${'a'.repeat(100_000)}`],
  ])('says that %s is none', async (_, text) => {
    expect((await read(text)).unread).toHaveLength(1);
  });
});

describe('coverage-summary.json', () => {
  it('reads how many lines there are and ran', async () => {
    const text = JSON.stringify({
      total: { lines: { total: 99, covered: 1 } },
      '/ci/shop/src/pay.ts': { lines: { total: 10, covered: 8 } },
      '/ci/shop/src/cart.ts': { lines: { total: 5, covered: 50 } },
      'app/models.py': { lines: 'all' },
      ['__proto__']: { lines: { total: 1, covered: 1 } },
    });
    expect([...(await read(text)).files]).toEqual([
      ['src/pay.ts', { path: '/ci/shop/src/pay.ts', hits: null, total: 10, covered: 8 }],
      ['src/cart.ts', { path: '/ci/shop/src/cart.ts', hits: null, total: 5, covered: 5 }],
    ]);
  });

  it.each(['{', '{}', '{"total": 1}', '{"a": {"lines": {"total": -1, "covered": 0}}}'])(
    'says that %s is none',
    async (text) => {
      expect((await read(text)).unread).toEqual([{ path: 'report', reason: 'it is no coverage summary' }]);
    },
  );
});

describe('paths', () => {
  const lcov = (path: string) => `SF:${path}\nDA:1,1\nend_of_record\n`;
  it.each([
    ['as they are', 'src/pay.ts', 'src/pay.ts'],
    ['of another machine', '/home/runner/work/shop/shop/src/pay.ts', 'src/pay.ts'],
    ['of Windows', 'D:\\a\\shop\\src\\pay.ts', 'src/pay.ts'],
    ['as an address', 'file:///ci/src/pay.ts', 'src/pay.ts'],
    ['from a package', 'lib/list.ts', 'packages/a/lib/list.ts'],
    ['a name that one file has', '/ci/main.py', 'main.py'],
    ['from two packages', 'src/index.ts', null],
    ['a name that several files have', '/ci/build/index.ts', null],
    ['of nobody', '/ci/src/gone.ts', null],
    ['up and away', '../../etc/passwd', null],
  ])('%s', async (_, told, own) => {
    const paths = [
      'src/pay.ts',
      'packages/a/src/index.ts',
      'packages/b/src/index.ts',
      'packages/a/lib/list.ts',
      'main.py',
    ];
    expect([...(await read(lcov(told), paths)).files.keys()]).toEqual(own === null ? [] : [own]);
  });
});

it('puts several reports together, and names those that are none', async () => {
  const { files, unread } = await readAll(
    [
      { path: 'unit', text: 'SF:src/pay.ts\nDA:1,0\nDA:2,1\nend_of_record\n' },
      {
        path: 'e2e',
        text: cobertura(
          '<class filename="src/pay.ts"><lines><line number="1" hits="1"/><line number="3" hits="0"/></lines></class>',
        ),
      },
      { path: 'sum', text: '{"src/pay.ts": {"lines": {"total": 100, "covered": 100}}}' },
      { path: 'log', text: 'Coverage: 80%' },
      { path: 'none', text: '' },
    ],
    PATHS,
  );
  expect(files.get('src/pay.ts')).toMatchObject({ total: 3, covered: 2 });
  expect(unread.map(({ path }) => path)).toEqual(['log', 'none']);
});

it.each([
  ['attributes without an end', cobertura(`<class ${'a='.repeat(30_000)}>`.repeat(20))],
  ['open brackets', '<'.repeat(2_000_000)],
  [
    'ampersands',
    cobertura(`<class filename="${'&#'.repeat(20_000)}"><lines><line number="1" hits="1"/></lines></class>`),
  ],
  ['records without lines', 'SF:a\n'.repeat(1_000_000)],
  ['lines of one file', `SF:src/pay.ts\n${'DA:1,1\n'.repeat(700_000)}`],
  ['spaces', `TN:${' '.repeat(5_000_000)}`],
  ['brackets of JSON', `${'{"a":'.repeat(100_000)}`],
])('stays quick with many %s', async (_, text) => {
  const timer = startTimer();
  await read(text);
  expect(timer()).toBeLessThan(4000);
});
