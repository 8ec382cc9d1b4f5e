import { describe, expect, it } from 'vitest';
import { checkSources, commentReason, sourceHash, type SourcePorts } from '../../../src/memory/stale/check-sources.js';
import { contradictionOf, readRules } from '../../../src/memory/stale/contradiction-of.js';
import { staleOf } from '../../../src/memory/stale/stale-of.js';
import { sampleMemory } from '../sample-memory.js';
import { startTimer } from '../../cpu-time.js';

const base = (files: Record<string, string> = {}): SourcePorts => ({ readBase: async (path) => files[path] ?? null });
const reasons = async (memory: ReturnType<typeof sampleMemory>, ports: SourcePorts) => {
  const { stale, unchecked } = await checkSources([memory], ports);
  expect(unchecked).toEqual([]);
  return stale.map(({ reason }) => reason);
};

describe('a memory that a file says', () => {
  const memory = sampleMemory({
    source: {
      kind: 'file',
      path: 'AGENTS.md',
      line: 3,
      quote: 'Dates are kept in UTC.',
      sha256: sourceHash('Dates are kept in UTC.'),
    },
  });

  it.each([
    ['where it stood', { 'AGENTS.md': '# Rules\n\nDates are kept in UTC.\n' }, []],
    ['moved in its file, wrapped anew', { 'AGENTS.md': 'Much\n\nmore.\nDates are\nkept in UTC.\n' }, []],
    ['moved to another rule document', { 'AGENTS.md': 'See CLAUDE.md', 'CLAUDE.md': 'Dates are kept in UTC.' }, []],
    ['said otherwise', { 'AGENTS.md': 'Dates are kept in local time.' }, ['AGENTS.md does not say it any more']],
    ['its file gone', {}, ['AGENTS.md is not on the base branch any more']],
  ])('%s', async (_, files, expected) => {
    expect(await reasons(memory, base(files))).toEqual(expected);
  });
});

describe('a memory about a symbol', () => {
  const memory = sampleMemory({
    scope: { symbol: 'payFee' },
    source: { kind: 'file', path: 'src/fee.ts', sha256: 'c'.repeat(64) },
  });

  it.each([
    ['c'.repeat(64), []],
    ['d'.repeat(64), ['the contract of payFee in src/fee.ts changed']],
    [null, ['payFee is not in src/fee.ts any more']],
  ])('goes by its contract: %s', async (contract, expected) => {
    expect(await reasons(memory, { ...base(), contractOf: async () => contract })).toEqual(expected);
  });
});

describe('a memory that a comment says', () => {
  const quoted = sampleMemory({ source: { quote: 'dates are kept in UTC' } });
  const hashed = sampleMemory({ source: { sha256: sourceHash('/nectr remember dates are kept in UTC') } });
  const dismissal = sampleMemory({
    type: 'dismissal',
    text: 'the caller checks it',
    dismissal: { reach: 'finding', reason: 'not a bug', path: 'a.ts', handle: 1 },
  });

  it.each([
    [quoted, 'Note: dates are\nkept in UTC, always', null],
    [quoted, 'Note: dates are kept in CET', 'the comment that says it was edited'],
    [quoted, null, 'the comment that says it was deleted'],
    [hashed, '/nectr remember  dates are kept in UTC\n', null],
    [hashed, '/nectr remember dates are kept in CET', 'the comment that says it was edited'],
    [dismissal, '/nectr dismiss F1 not a bug: the caller checks it', null],
    [dismissal, 'never mind', 'the comment that says it was edited'],
    [sampleMemory(), 'anything', 'the comment that says it was edited'],
  ])('%#', async (memory, text, expected) => {
    expect(commentReason(memory, text)).toBe(expected);
    expect(await reasons(memory, { ...base(), commentText: async () => text })).toEqual(
      expected === null ? [] : [expected],
    );
  });
});

describe('a memory against the rule documents of the base branch', () => {
  it.each([
    ['Use tabs', '- Do not use tabs', true],
    ['Never log request bodies', 'Log request bodies.', true],
    ['Prefer axios over fetch', 'We use fetch instead of axios.', true],
    ['Errors are wrapped in AppError', '* Errors are not wrapped in AppError', true],
    ['Use tabs', 'Use tabs', false],
    ['Use tabs', 'Do not use tabs in Markdown files of the documentation', false],
    ['Never log request bodies', 'Log request bodies only in debug mode', false],
    ['Never log request bodies', 'Log request bodies unless they hold tokens', false],
    ['Prefer axios over fetch', 'Prefer axios over got', false],
    ['Use eval', '```\nNever use eval\n```', false],
    ['Use npm', 'Never use yarn', false],
  ])('%s | %s', (text, document, opposite) => {
    expect(contradictionOf(text, [readRules('AGENTS.md', document)]) !== null).toBe(opposite);
  });

  it('loses, with the place that says so; a map of the repository and a dismissal contradict nothing', async () => {
    const files = base({ 'REVIEW.md': '# Review\n\nDates are not kept in UTC.' });
    expect(await reasons(sampleMemory(), files)).toEqual(['REVIEW.md:3 says the opposite: Dates are not kept in UTC.']);
    expect(await reasons(sampleMemory({ type: 'project_map' }), files)).toEqual([]);
    expect(await reasons(sampleMemory({ type: 'dismissal' }), files)).toEqual([]);
  });
});

describe('within a review', () => {
  it('reads each file once and waits for none of them longer than told', async () => {
    const asked: string[] = [];
    const many = Array.from({ length: 17 }, (_, at) => sampleMemory({ id: `m${at}`, number: at + 1 }));
    const ports: SourcePorts = {
      readBase: (path) => {
        asked.push(path);
        return path === 'REVIEW.md' ? new Promise(() => undefined) : Promise.resolve(null);
      },
    };
    const from = performance.now();
    const { stale, unchecked } = await staleOf(many, ports, 50);
    expect(performance.now() - from).toBeLessThan(2000);
    expect(asked.toSorted()).toEqual(['AGENTS.md', 'CLAUDE.md', 'REVIEW.md']);
    expect([stale.length, unchecked.length]).toEqual([0, 17]);
  });

  it('does not grow into seconds for 17 memories beside three long documents', async () => {
    const long = Array.from(
      { length: 1500 },
      (_, at) => `- Module ${at} must not import module ${at + 1} of the shop`,
    ).join('\n');
    const files = base({ 'AGENTS.md': long, 'CLAUDE.md': long, 'REVIEW.md': long });
    const many = Array.from({ length: 17 }, (_, at) =>
      sampleMemory({ number: at + 1, text: `Orders of kind ${at} are paid in cents` }),
    );
    const took: number[] = [];
    for (let round = 0; round < 8; round++) {
      const timer = startTimer();
      const { stale } = await staleOf(many, files, 10_000);
      took.push(timer());
      expect(stale).toEqual([]);
    }
    // 100 ms are meant, on a machine that does nothing else; what else this one does does not count.
    expect(Math.min(...took)).toBeLessThan(400);
  });

  it('names what could not be read instead of calling it fresh or stale', async () => {
    const memory = sampleMemory({ source: { kind: 'file', path: 'AGENTS.md', quote: 'Dates' } });
    const failing: SourcePorts = { readBase: () => Promise.reject(new Error('GitHub is away')) };
    expect(await staleOf([memory], failing)).toEqual({ stale: [], unchecked: [memory] });
  });
});
