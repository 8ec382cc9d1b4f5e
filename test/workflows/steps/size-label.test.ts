import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelConfig, labelsFor, sizeOf, type LabelFacts } from '../../../src/workflows/steps/size-label.js';
import { startTimer } from '../../cpu-time.js';

const facts: LabelFacts = {
  changedLines: 7,
  paths: ['src/api/pay.ts', 'docs/guide.md'],
  origin: 'human',
  risk: 'low',
  present: [],
  ours: [],
};
const plan = (config: object, some: Partial<LabelFacts> = {}, steps?: number) =>
  labelsFor(LabelConfig.parse(config), { ...facts, ...some }, steps);

it.each([
  [0, 'S'],
  [9, 'S'],
  [10, 'M'],
  [99, 'M'],
  [100, 'L'],
  [499, 'L'],
  [500, 'XL'],
  [100_000, 'XL'],
])('%d changed lines are %s', (lines, size) => {
  expect(sizeOf(lines)).toBe(size);
});

describe('what is wanted', () => {
  it('goes by the changed lines', () => {
    expect(plan({ size: true }, { changedLines: 100 }).add).toEqual(['L']);
    expect(plan({ size: { S: 'size/small', XL: 'size/huge' } }).add).toEqual(['size/small']);
    expect(plan({ size: { XL: 'size/huge' } }).add).toEqual([]);
    expect(plan({ size: false }).add).toEqual([]);
  });

  it.each([
    ['a folder', { backend: ['src/api/'] }, ['backend']],
    ['a suffix at any depth', { documentation: ['*.md'] }, ['documentation']],
    ['nothing', { frontend: ['web/**'] }, []],
    ['the last pattern about a path', { code: ['src/**', '!src/api/'] }, []],
    ['one path of many', { docs: ['docs/**'], backend: ['src/**'] }, ['docs', 'backend']],
    ['the root only', { root: ['/guide.md'] }, []],
    ['names with brackets', { page: ['app/[slug]/page.tsx'] }, []],
  ])('by paths: %s', (_, paths, wanted) => {
    expect(plan({ paths }).add).toEqual(wanted);
  });

  it('by origin and risk', () => {
    const config = { origin: { agent: 'made by an agent' }, risk: { high: 'risky', low: 'calm' } };
    expect(plan(config, { origin: 'agent' }).add).toEqual(['made by an agent', 'calm']);
    expect(plan(config, { origin: 'bot', risk: 'high' }).add).toEqual(['risky']);
  });

  it('each label once, whatever asks for it and however it is written', () => {
    expect(plan({ labels: ['Docs'], paths: { docs: ['*.md'] } }).add).toEqual(['Docs']);
    expect(plan({ labels: ['Docs'] }, { present: ['docs'] })).toEqual({ add: [], remove: [], ours: [] });
  });
});

describe('what goes', () => {
  it('follows the size, and leaves the labels of people', () => {
    const first = plan({ size: true }, { present: ['bug'] });
    expect(first).toEqual({ add: ['S'], remove: [], ours: ['S'] });
    const grown = plan({ size: true }, { changedLines: 200, present: ['bug', 'S'], ours: first.ours });
    expect(grown).toEqual({ add: ['L'], remove: ['S'], ours: ['L'] });
  });

  it('leaves what is there where the files or the size are not known', () => {
    const config = { size: true, paths: { api: ['src/**'], web: ['web/**'] } };
    const unknown = { paths: null, changedLines: null };
    expect(plan(config, unknown).add).toEqual([]);
    expect(plan(config, { ...unknown, present: ['api', 'M'], ours: ['api', 'M'] })).toEqual({
      add: [],
      remove: [],
      ours: ['api', 'M'],
    });
  });

  it('never takes away what it did not set', () => {
    expect(plan({ size: true }, { changedLines: 200, present: ['S'], ours: [] })).toEqual({
      add: ['L'],
      remove: [],
      ours: ['L'],
    });
  });

  it('does not make a label its own that a person set before', () => {
    expect(plan({ size: true }, { present: ['S'] })).toEqual({ add: [], remove: [], ours: [] });
  });

  it('takes away what the configuration no longer names', () => {
    expect(plan({}, { present: ['old', 'mine'], ours: ['old'] })).toEqual({ add: [], remove: ['old'], ours: [] });
  });

  it('does not ask for the removal of a label that is gone', () => {
    expect(plan({}, { present: [], ours: ['old'] })).toEqual({ add: [], remove: [], ours: [] });
  });

  it('leaves what is not known now', () => {
    const config = { origin: { agent: 'agent' }, risk: { high: 'risky' }, paths: { api: ['src/**'] } };
    const now = { present: ['agent', 'risky', 'api'], ours: ['agent', 'risky', 'api'], origin: null, risk: null };
    expect(plan(config, now, 0)).toEqual({ add: [], remove: [], ours: ['agent', 'risky', 'api'] });
    expect(plan(config, { ...now, present: [], ours: [] }, 0).add).toEqual([]);
  });

  it('for whatever labels there are', () => {
    const label = fc.constantFrom('S', 's', 'M', 'XL', 'bug', 'Bug', 'api', 'docs');
    fc.assert(
      fc.property(fc.nat(1000), fc.array(label), fc.array(label), (changedLines, present, ours) => {
        const now = { changedLines, present, ours };
        const { add, remove, ours: next } = plan({ size: true, paths: { api: ['src/**'] } }, now);
        const has = (all: readonly string[], one: string) =>
          all.some((other) => other.toLowerCase() === one.toLowerCase());
        expect(remove.every((one) => has(ours, one) && has(present, one))).toBe(true);
        expect(add.some((one) => has(present, one) || has(remove, one))).toBe(false);
        // Doing it once more changes nothing.
        const after = [...present.filter((one) => !has(remove, one)), ...add];
        const again = plan({ size: true, paths: { api: ['src/**'] } }, { changedLines, present: after, ours: next });
        expect(again).toMatchObject({ add: [], remove: [] });
        expect(again.ours.toSorted()).toEqual(next.toSorted());
      }),
    );
  });
});

it.each([
  ['a pattern nobody can read', { paths: { a: ['!(x)'] } }],
  ['a pattern that names nothing', { paths: { a: ['/'] } }],
  ['a label without patterns', { paths: { a: [] } }],
  ['a label longer than GitHub takes', { labels: ['x'.repeat(51)] }],
  ['another part', { team: { a: 'b' } }],
  ['another size', { size: { XXL: 'huge' } }],
])('refuses %s', (_, config) => {
  expect(LabelConfig.safeParse(config).success).toBe(false);
});

it('stays within its budget', () => {
  const patterns = Array.from({ length: 50 }, (_, index) => `${'*a'.repeat(60)}${index}`);
  const paths = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`label ${index}`, patterns]));
  const many = Array.from({ length: 3000 }, (_, index) => `${'a'.repeat(200)}/${index}`);
  const config = LabelConfig.parse({ paths });
  const timer = startTimer();
  expect(labelsFor(config, { ...facts, paths: many }).add).toEqual([]);
  expect(timer()).toBeLessThan(5000);
});
