import { describe, expect, it } from 'vitest';
import { parseSarif } from '../../../src/review/leads/parse-sarif.js';
import { readSarif } from '../../../src/review/leads/read-sarif.js';
import { toolLeads, toolRule, type ToolResult } from '../../../src/review/leads/tool-result.js';
import { UnreadableError } from '../../../src/review/plan/unreadable-error.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { sampleFile } from '../sample-change.js';
import { sampleSarif, type SampleResult } from './sample-sarif.js';
import { startTimer } from '../../cpu-time.js';

const parse = (results: readonly SampleResult[], driver?: object, most = 1000) =>
  parseSarif(JSON.parse(sampleSarif(results, driver)), most);
const rules = (rule: object) => ({ rules: [{ id: 'loose-sum', ...rule }] });

describe('parseSarif', () => {
  it.each<[string, SampleResult, object, object]>([
    ['says nothing of its weight', {}, {}, { severity: 'should-fix', category: 'bug' }],
    ['is an error', { level: 'error' }, {}, { severity: 'should-fix' }],
    ['is a note', { level: 'note' }, {}, { severity: 'minor' }],
    ['has the level of its rule', {}, rules({ defaultConfiguration: { level: 'note' } }), { severity: 'minor' }],
    [
      'has a high score',
      { level: 'note' },
      rules({ properties: { 'security-severity': '8.8' } }),
      { severity: 'must-fix', category: 'security' },
    ],
    [
      'has a low score, as a number',
      {},
      rules({ properties: { 'security-severity': 3 } }),
      { severity: 'should-fix', category: 'security' },
    ],
    ['is tagged', {}, rules({ properties: { tags: ['Security', 'cwe'] } }), { category: 'security' }],
    ['is about speed', { over: { properties: { tags: ['performance'] } } }, {}, { category: 'performance' }],
    ['names its rule by index', { over: { ruleId: undefined, ruleIndex: 0 } }, rules({}), { rule: 'loose-sum' }],
    [
      'has its text in the rule',
      { over: { message: { id: 'x' } } },
      rules({ messageStrings: { x: { text: 'from the rule' } } }),
      { message: 'from the rule' },
    ],
    ['has an address', { path: 'file:///home/runner/a%20b/src/cart.ts' }, {}, { path: '/home/runner/a b/src/cart.ts' }],
    ['has a broken address', { path: 'src/100%.ts' }, {}, { path: 'src/100%.ts' }],
    ['has odd properties', { over: { properties: { tags: 7 } } }, {}, { category: 'bug' }],
  ])('a result that %s', (_, result, driver, expected) => {
    expect(parse([result], driver)?.results).toMatchObject([expected]);
  });

  it.each<[string, SampleResult]>([
    ['only informs', { level: 'none' }],
    ['passed', { over: { kind: 'pass' } }],
    ['was suppressed', { over: { suppressions: [{ kind: 'inSource' }] } }],
    ['stood there before', { over: { baselineState: 'unchanged' } }],
    ['has no place', { over: { locations: [] } }],
    ['has line 0', { line: 0 }],
    ['is broken', { over: { locations: 'x' } }],
  ])('leaves out a result that %s, and takes the next one', (_, result) => {
    expect(parse([result, { rule: 'next' }])?.results).toMatchObject([{ rule: 'next' }]);
  });

  it('leaves out what we said ourselves', () => {
    expect(parse([{}], { name: 'Nectr' })?.results).toEqual([]);
  });

  it.each([[null], [7], ['x'], [[]], [{}], [{ version: '2.1.0' }], [{ version: 2, runs: [] }]])(
    'is none: %j',
    (value) => {
      expect(parseSarif(value, 10)).toBeNull();
    },
  );

  it('counts what is beyond the bound, over all runs, and reads no more of it', () => {
    const log = JSON.parse(sampleSarif(Array.from({ length: 700 }, () => ({})))) as { runs: unknown[] };
    log.runs.push(log.runs[0], { tool: null }, 'x');
    const read = parseSarif(log, 1000);
    expect([read?.results.length, read?.left]).toEqual([1000, 400]);
  });

  it('is quick with millions of broken parts', () => {
    const many = Array.from({ length: 1_000_000 }, () => 0);
    const tool = { driver: { name: 'x', rules: many } };
    const log = { version: '2.1.0', runs: [{ tool, results: many }, ...many] };
    const timer = startTimer();
    parseSarif(log, 1000);
    expect(timer()).toBeLessThan(300);
  });
});

describe('readSarif', () => {
  const read = (files: Record<string, string | Buffer | Error>) =>
    readSarif(Object.keys(files), async (path) => {
      const file = files[path];
      if (file instanceof Error) throw file;
      return file === undefined || file === '' ? null : Buffer.from(file);
    });

  it('names each file that cannot be read, and takes the others', async () => {
    const { results, notices } = await read({
      'gone.sarif': '',
      'text.sarif': 'no JSON',
      'latin.sarif': Buffer.from([0x7b, 0xff, 0x7d]),
      'other.json': '{"a": 1}',
      'large.sarif': `"${'x'.repeat(5 * 1024 * 1024)}"`,
      'late.sarif': new UnreadableError('the archive leaves it out'),
      'good.sarif': `\ufeff${sampleSarif([{}])}`,
    });
    expect(results).toHaveLength(1);
    expect(notices).toEqual([
      'The SARIF file `gone.sarif` was not read: it is not in the head.',
      'The SARIF file `text.sarif` was not read: it is no JSON.',
      'The SARIF file `latin.sarif` was not read: it is no JSON.',
      'The SARIF file `other.json` was not read: it is no SARIF log.',
      'The SARIF file `large.sarif` was not read: it is larger than 5 MB.',
      'The SARIF file `late.sarif` was not read: the archive leaves it out.',
    ]);
  });

  it('reads a thousand results of all files together', async () => {
    const log = sampleSarif(Array.from({ length: 800 }, () => ({})));
    const { results, notices } = await read({ 'a.sarif': log, 'b.sarif': log });
    expect(results).toHaveLength(1000);
    expect(notices).toEqual(['The SARIF files have too many results: 600 of `b.sarif` were not read.']);
  });
});

describe('toolLeads', () => {
  const file = sampleFile('src/cart.ts', {
    hunks: diffAtOnce('a();\nb();\nc();\n', 'a();\nnew1();\nb();\nnew2();\nc();\n'),
  });
  const leads = (result: SampleResult) => toolLeads(parse([result])?.results ?? [], [file]);

  it.each<[string, SampleResult, number[]]>([
    ['an added line', { line: 2 }, [2]],
    ['a range that reaches an added line', { line: 3, endLine: 5 }, [4]],
    ['a line that stood there before', { line: 3 }, []],
    ['another file', { path: 'src/other.ts', line: 2 }, []],
    ['a path with ./', { path: './src/cart.ts', line: 2 }, [2]],
    ['a path of the machine it ran on', { path: '/home/runner/work/shop/src/cart.ts', line: 2 }, [2]],
    ['a path that only ends the same', { path: 'lib/src/cart.ts', line: 2 }, []],
    ['a range without end', { line: 1, endLine: 2_000_000_000 }, [2]],
  ])('%s', (_, result, lines) => {
    expect(leads(result).map(({ line }) => line)).toEqual(lines);
  });

  it('takes no time for names of a megabyte', () => {
    const long = 'a/'.repeat(500_000);
    const timer = startTimer();
    const results = ['x', `/${long}src/cart.ts`].map((path) => ({
      ...(parse([{ line: 2 }])?.results[0] as ToolResult),
      path: path === 'x' ? 'src/cart.ts' : path,
      tool: long,
      rule: long,
      message: long,
    }));
    const found = toolLeads(results, [file]);
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found).length).toBeLessThan(5000);
    expect(timer()).toBeLessThan(300);
  });

  it('takes no time for a thousand paths of a thousand folders', () => {
    const [one] = parse([{ line: 2 }])?.results ?? [];
    const results = Array.from({ length: 1000 }, (_, index) => ({
      ...(one as ToolResult),
      path: `/${index}${'/a'.repeat(490)}`,
    }));
    const timer = startTimer();
    expect(toolLeads(results, [file])).toEqual([]);
    expect(timer()).toBeLessThan(150);
  });

  it('names the tool, and quotes the line', () => {
    expect(leads({ line: 2, text: `many\n words ${'x'.repeat(2000)}` })).toMatchObject([
      {
        rule: 'tool/Bandsaw/loose-sum',
        title: expect.stringMatching(/^Bandsaw: many words x+…$/),
        quote: 'new1();',
        tier: 'lead',
      },
    ]);
  });

  it.each([
    ['CodeQL', 'js/sql-injection', 'tool/CodeQL/js/sql-injection'],
    ['a b/c', 'x `y` <z>', 'tool/a-b-c/x-y-z-'],
    ['T', 'x'.repeat(500), `tool/T/${'x'.repeat(180)}`],
  ])('has an id for the rules of the settings: %s %s', (tool, rule, id) => {
    expect(toolRule(tool, rule)).toBe(id);
  });
});
