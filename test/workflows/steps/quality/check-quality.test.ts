import { afterAll, describe, expect, it } from 'vitest';
import { closePool, runInPool } from '../../../../src/review/analyzers/pool.js';
import { openShare } from '../../../../src/review/analyzers/thread-share.js';
import { measureFunctions } from '../../../../src/syntax/measure-functions.js';
import { checkQuality } from '../../../../src/workflows/steps/quality/check-quality.js';
import { QualityThresholds } from '../../../../src/workflows/steps/quality/thresholds.js';
import type { GateName, Measure, QualityChange, QualityFile } from '../../../../src/workflows/steps/quality/types.js';
import { parseReport } from '../../../../src/review/coverage/read-coverage.js';
import type { ParseCoverage } from '../../../../src/review/coverage/types.js';
import { changedFile } from './changed-file.js';

afterAll(closePool);

const off = { max_complexity: null, max_function_lines: null, max_file_lines: null };
const parseCoverage: ParseCoverage = async (_, text, names) => parseReport(text, names);
const measure: Measure = (_, source) => measureFunctions(source);
const check = (files: QualityFile[], thresholds: object, more: Partial<QualityChange> = {}) =>
  checkQuality(
    { files, paths: files.map(({ path }) => path), coverage: [], parseCoverage, ...more },
    QualityThresholds.parse({ ...off, ...thresholds }),
    measure,
  );
const gate = async (name: GateName, ...args: Parameters<typeof check>) => {
  const { gates } = await check(...args);
  const found = gates.find((one) => one.name === name);
  if (!found) throw new Error(`There is no gate ${name}`);
  return found;
};

const branches = (count: number) =>
  Array.from({ length: count }, (_, index) => `  if (a === ${index}) b();`).join('\n');
const complex = (name: string, count: number) => `function ${name}(a) {\n${branches(count)}\n}\n`;

describe('complexity', () => {
  it('finds a function that the change touches', async () => {
    const after = `// one\n${complex('pay', 12)}`;
    const file = await changedFile('src/pay.ts', `// one\n${complex('pay', 11)}`, after);
    expect(await gate('complexity', [file], { max_complexity: 10 })).toEqual({
      name: 'complexity',
      passed: false,
      value: 13,
      limit: 10,
      places: [{ path: 'src/pay.ts', line: 2, what: '`pay` has a complexity of 13' }],
    });
    expect(await gate('complexity', [file], { max_complexity: 13 })).toMatchObject({
      passed: true,
      value: 13,
      places: [],
    });
  });

  it('leaves functions that it does not touch', async () => {
    const old = complex('old', 30);
    const file = await changedFile('src/pay.ts', `${old}let a = 1;\n`, `${old}let a = 2;\nfunction b() {}\n`);
    expect(await gate('complexity', [file], { max_complexity: 10 })).toMatchObject({ passed: true, value: 1 });
  });

  it('counts a function out of which lines are taken, and not its neighbours', async () => {
    const [first, second, third] = [complex('first', 20), complex('second', 20), complex('third', 20)];
    const file = await changedFile('src/a.js', first + complex('second', 21) + third, first + second + third);
    const { places } = await gate('complexity', [file], { max_complexity: 10 });
    expect(places.map(({ what }) => what)).toEqual(['`second` has a complexity of 21']);
    const gone = await changedFile('src/a.js', first + second + third, first + third);
    expect(await gate('complexity', [gone], { max_complexity: 10 })).toMatchObject({ passed: true, value: null });
  });

  it('leaves the function around a callback alone that the change touches', async () => {
    const around = (inner: string) =>
      `function outer(a) {\n${branches(15)}\n  list.map((b) => {\n    ${inner};\n  });\n}\n`;
    const file = await changedFile('src/a.js', around('c'), around('d'));
    expect(await gate('complexity', [file], { max_complexity: 10 })).toMatchObject({ passed: true, value: 1 });
  });

  it('names the worst first, and at most fifty', async () => {
    const text = Array.from({ length: 60 }, (_, index) => complex(`f${index}`, index + 2)).join('');
    const { places, value } = await gate('complexity', [await changedFile('a.ts', null, text)], { max_complexity: 1 });
    expect(value).toBe(62);
    expect(places).toHaveLength(50);
    expect(places[0]?.what).toContain('`f59`');
  });
});

describe('length', () => {
  const lines = (count: number) => 'b();\n'.repeat(count);

  it('of functions that the change touches, and of those around them', async () => {
    const text = (inner: string) => `function a() {\n${lines(98)}  c(() => ${inner});\n}\n`;
    const file = await changedFile('src/a.ts', text('1'), text('2'));
    expect(await gate('function_length', [file], { max_function_lines: 100 })).toMatchObject({
      passed: false,
      value: 101,
      places: [{ path: 'src/a.ts', line: 1, what: '`a` has 101 lines' }],
    });
  });

  it('of files that grow', async () => {
    const grown = await changedFile('src/a.ts', lines(500), lines(501));
    expect(await gate('file_length', [grown], { max_file_lines: 500 })).toMatchObject({
      passed: false,
      value: 501,
      places: [{ path: 'src/a.ts', line: null, what: 'the file has 501 lines' }],
    });
    const shrunk = await changedFile('src/a.ts', lines(900), lines(800));
    expect(await gate('file_length', [shrunk], { max_file_lines: 500 })).toMatchObject({ passed: true, value: null });
    const whole = await changedFile('src/a.ts', null, lines(500));
    expect(await gate('file_length', [whole], { max_file_lines: 500 })).toMatchObject({ passed: true, value: 500 });
  });
});

describe('what is not measured', () => {
  const text = complex('f', 30);
  it.each([
    ['a test', 'test/a.test.ts', text],
    ['vendored code', 'vendor/a.js', text],
    ['a lockfile', 'package-lock.json', '{}'],
    ['a generated file', 'src/a.generated.ts', text],
    ['a file whose header says so', 'src/a.go', `// Code generated by x. DO NOT EDIT.\npackage a\n`],
    ['a language without grammar', 'a.txt', text],
  ])('%s', async (_, path, content) => {
    const { gates, unread } = await check([await changedFile(path, null, content)], {
      max_complexity: 1,
      max_function_lines: 1,
      max_file_lines: 1,
      require_tests: true,
    });
    expect(unread).toEqual([]);
    expect(gates.map(({ passed, places }) => [passed, places])).toEqual(Array(4).fill([true, []]));
  });

  it('but a header that the change puts into a file that was there hides nothing', async () => {
    const file = await changedFile('src/a.ts', 'let a;\n', `// @generated\n${text}`);
    expect(await gate('complexity', [file], { max_complexity: 10 })).toMatchObject({ passed: false });
  });

  it('says which files could not be', async () => {
    const unknown: QualityFile = { ...(await changedFile('src/b.ts', null, text)), read: async () => null };
    const large = await changedFile('src/c.ts', null, `let a = '${'x'.repeat(30_000)}';\n`);
    const broken = await changedFile('src/d.ts', null, text);
    const withoutDiff = { ...(await changedFile('src/e.ts', null, text)), hunks: [], unread: 'GitHub sent no diff' };
    const answer = await checkQuality(
      { files: [unknown, large, broken, withoutDiff], paths: [], coverage: [], parseCoverage },
      QualityThresholds.parse({}),
      async (path) => ({ reason: `no thread for ${path}` }),
    );
    expect(answer.unread).toEqual([
      { path: 'src/b.ts', reason: 'its text is not known' },
      { path: 'src/c.ts', reason: 'its lines are too long' },
      { path: 'src/d.ts', reason: 'no thread for src/d.ts' },
      { path: 'src/e.ts', reason: 'GitHub sent no diff' },
    ]);
  });

  it('reads one text at a time, and only of files that somebody wrote', async () => {
    let open = 0;
    const asked: string[] = [];
    const paths = ['src/a.ts', 'img/a.png', 'vendor/b.js', 'src/c.ts', 'test/c.test.ts'];
    const files = await Promise.all(
      paths.map(async (path): Promise<QualityFile> => {
        const file = await changedFile(path, null, text);
        const read = async () => {
          asked.push(path);
          expect((open += 1)).toBe(1);
          await new Promise((resolve) => setTimeout(resolve, 5));
          open -= 1;
          return text;
        };
        return { ...file, read };
      }),
    );
    const gone = { ...files[0]!, path: 'src/gone.ts', status: 'deleted' as const };
    await check([...files, gone], { max_complexity: 1 });
    expect(asked).toEqual(['src/a.ts', 'src/c.ts']);
    asked.length = 0;
    await check(files, {});
    expect(asked).toEqual([]);
  });
});

describe('tests', () => {
  const source = 'export function pay() {\n  return 1;\n}\n';
  const missing = async (files: [string, string][], paths: string[] = []) => {
    const changes = await Promise.all(files.map(([path, text]) => changedFile(path, null, text)));
    const all = [...paths, ...files.map(([path]) => path)];
    return (await gate('tests', changes, { require_tests: true }, { paths: all })).places.map(({ path }) => path);
  };

  it.each<[string, [string, string][], string[], string[]]>([
    ['none at all', [['src/pay.ts', source]], [], ['src/pay.ts']],
    ['one of that name is there', [['src/pay.ts', source]], ['test/pay.test.ts'], []],
    ['one of that name in JavaScript', [['src/pay.tsx', source]], ['test/pay.spec.js'], []],
    ['one of that name in another language', [['src/pay.ts', source]], ['tests/test_pay.py'], ['src/pay.ts']],
    ['data of that name', [['src/pay.ts', source]], ['test/fixtures/pay.ts'], ['src/pay.ts']],
    [
      'the change brings it',
      [
        ['src/pay.ts', source],
        ['src/pay.test.ts', 'x'],
      ],
      [],
      [],
    ],
    [
      'the change brings one that imports it',
      [
        ['src/pay.ts', source],
        ['test/flow.test.ts', "from '../src/pay.js'"],
      ],
      [],
      [],
    ],
    [
      'one that imports something longer',
      [
        ['src/pay.ts', source],
        ['test/flow.test.ts', "from '../src/payment.js'"],
      ],
      [],
      ['src/pay.ts'],
    ],
    [
      'a folder that is named',
      [
        ['src/cart/index.ts', source],
        ['test/a.test.ts', "from '../src/cart'"],
      ],
      [],
      [],
    ],
    ['an index among others', [['src/cart/index.ts', source]], ['src/shop/index.test.ts'], ['src/cart/index.ts']],
    ['Python', [['app/pay.py', 'def pay():\n  pass\n']], ['tests/test_pay.py'], []],
    ['Java', [['src/main/java/Pay.java', 'class Pay { void a() {} }']], ['src/test/java/PayTest.java'], []],
    [
      'a Go package',
      [
        ['cart/pay.go', 'package cart\nfunc Pay() {}\n'],
        ['cart/cart_test.go', 'package cart'],
      ],
      [],
      [],
    ],
    [
      'another Go package',
      [
        ['cart/pay.go', 'package cart\nfunc Pay() {}\n'],
        ['shop/a_test.go', 'package shop'],
      ],
      [],
      ['cart/pay.go'],
    ],
    ['Ruby', [['lib/pay.rb', 'def pay\nend\n']], ['spec/pay_spec.rb'], []],
    ['types alone', [['src/types.ts', 'export interface A { b: string }\n']], [], []],
    [
      'configuration',
      [
        ['vite.config.ts', source],
        ['scripts/run.ts', source],
        ['migrations/1.ts', source],
      ],
      [],
      [],
    ],
  ])('%s', async (_, files, paths, expected) => {
    expect(await missing(files, paths)).toEqual(expected);
  });

  it('counts a file, says where, and leaves what the change does not touch', async () => {
    const file = await changedFile('src/pay.ts', source, `// how\n${source}`);
    expect(await gate('tests', [file], { require_tests: true })).toMatchObject({ passed: true, value: 0, limit: 0 });
    const touched = await changedFile('src/pay.ts', source, source.replace('1', '2'));
    expect(await gate('tests', [touched], { require_tests: true })).toMatchObject({
      passed: false,
      value: 1,
      limit: 0,
      places: [{ path: 'src/pay.ts', line: 1 }],
    });
  });

  it('does not take a test that is deleted for one', async () => {
    const files = [await changedFile('src/pay.ts', null, source), await changedFile('src/pay.test.ts', 'x', null)];
    const found = await gate('tests', files, { require_tests: true }, { paths: ['src/pay.ts'] });
    expect(found.places.map(({ path }) => path)).toEqual(['src/pay.ts']);
  });
});

describe('coverage', () => {
  const before = 'a();\n';
  const after = 'a();\nb();\nc();\nd();\ne();\n';
  const lcov = (...counts: number[]) =>
    `TN:\nSF:/home/ci/shop/src/pay.ts\n${counts.map((count, index) => `DA:${index + 1},${count}\n`).join('')}end_of_record\n`;
  const covered = async (text: string, min_coverage: number, path = 'src/pay.ts') =>
    gate(
      'coverage',
      [await changedFile(path, before, after)],
      { min_coverage },
      { coverage: [{ path: 'lcov.info', read: async () => text }] },
    );

  it('is of the lines that the change adds', async () => {
    expect(await covered(lcov(0, 1, 1, 0, 0), 80)).toEqual({
      name: 'coverage',
      passed: false,
      value: 50,
      limit: 80,
      places: [{ path: 'src/pay.ts', line: 4, what: 'no test runs lines 4 to 5' }],
    });
    expect(await covered(lcov(0, 1, 1, 0, 2), 75)).toMatchObject({ passed: true, value: 75, places: [] });
    // Two of three: what is shown is never more than what there is.
    expect(await covered(lcov(0, 1, 1, 0), 66.7)).toMatchObject({ passed: false, value: 66.6 });
    expect(await covered(lcov(0, 1, 1, 0, 2), 75.1)).toMatchObject({ passed: false, value: 75 });
  });

  it('leaves lines that no report names', async () => {
    expect(await covered(lcov(0, 3), 100)).toMatchObject({ passed: true, value: 100 });
    expect(await covered(lcov(9), 100)).toMatchObject({ passed: true, value: null });
  });

  it('is of the files as a whole where a report names no lines', async () => {
    const summary = JSON.stringify({
      total: { lines: { total: 1000, covered: 0 } },
      '/ci/src/pay.ts': { lines: { total: 10, covered: 7, skipped: 0, pct: 70 } },
    });
    expect(await covered(summary, 80)).toMatchObject({
      passed: false,
      value: 70,
      places: [{ path: 'src/pay.ts', line: null, what: 'tests run 7 of 10 lines' }],
    });
  });

  it('fails with a report that is named and not there', async () => {
    const file = await changedFile('src/pay.ts', before, after);
    const coverage = [{ path: 'lcov.info', read: async () => ({ reason: 'it is not in the repository' }) }];
    expect(await gate('coverage', [file], { min_coverage: 0 }, { coverage })).toMatchObject({
      passed: false,
      places: [{ path: 'lcov.info', line: null, what: 'not read: it is not in the repository' }],
    });
  });

  it('says nothing without a report, and fails with one that cannot be read', async () => {
    const { gates } = await check([await changedFile('src/pay.ts', before, after)], { min_coverage: 80 });
    expect(gates).toEqual([]);
    expect(await covered('<html><body>404</body></html>', 80)).toMatchObject({
      passed: false,
      value: null,
      places: [{ path: 'lcov.info', line: null, what: 'not read: it is no coverage report' }],
    });
  });
});

it('asks for nothing that is off, and for the usual without settings', async () => {
  const file = await changedFile('src/a.ts', null, complex('f', 3));
  expect(await check([file], {})).toEqual({ passed: true, gates: [], unread: [] });
  const usual = await checkQuality(
    { files: [file], paths: [], coverage: [], parseCoverage },
    QualityThresholds.parse({}),
    measure,
  );
  expect(usual.gates.map(({ name, limit, value }) => [name, limit, value])).toEqual([
    ['complexity', 10, 4],
    ['function_length', 100, 5],
    ['file_length', 500, 5],
  ]);
});

it('takes reports apart on the threads of the analyzers', async () => {
  const onThread: ParseCoverage = async (path, text, names) => {
    const answer = await runInPool({ kind: 'coverage', path, text, names }, 20_000, openShare());
    return answer.kind === 'coverage' ? answer.read : { reason: answer.reason };
  };
  const report = 'SF:src/a.ts\nDA:1,0\nend_of_record\nSF:src/b.ts\nDA:1,1\nend_of_record\n';
  expect(await onThread('lcov.info', report, ['a.ts'])).toEqual([
    { path: 'src/a.ts', hits: new Map([[1, 0]]), total: 1, covered: 0 },
  ]);
  expect(await onThread('lcov.info', 'nothing', [])).toEqual({
    reason: 'it is no lcov, Cobertura or coverage-summary.json',
  });
});

it('measures on the threads of the analyzers', async () => {
  const onThread: Measure = async (path, source) => {
    const answer = await runInPool({ kind: 'measure', path, source }, 20_000, openShare());
    return answer.kind === 'measure' ? answer.functions : { reason: answer.reason };
  };
  const file = await changedFile('src/a.ts', null, complex('f', 12));
  const answer = await checkQuality(
    { files: [file], paths: [], coverage: [], parseCoverage },
    QualityThresholds.parse({}),
    onThread,
  );
  expect(answer).toMatchObject({ passed: false, unread: [] });
  expect(answer.gates[0]).toMatchObject({ name: 'complexity', value: 13 });
});
