import { expect, it } from 'vitest';
import {
  effortsOf,
  settingsOf,
  toldErrors,
  whyNot,
  type SettingDraft,
} from '../../src/dashboard/pages/replay/drafts.js';
import { sameFindings } from '../../src/dashboard/pages/replay/same-findings.js';
import { valuesOf } from '../../src/dashboard/pages/replay/values-of.js';
import { finding } from '../workflows/replays/replay-rows.js';

const draft = (more: Partial<SettingDraft> = {}): SettingDraft => ({ id: 0, name: 'A', values: {}, ...more });

it('asks for what the form has, sections put together', () => {
  const values = { max_comments: 3, 'skip.labels': [' wip ', ''], 'skip.titles': ['WIP'], language: null };
  expect(settingsOf([draft({ name: ' Fewer ', values })])).toEqual([
    { name: 'Fewer', values: { max_comments: 3, skip: { labels: ['wip'], titles: ['WIP'] } } },
  ]);
});

it('asks what the efforts cost that are set', () => {
  const drafts = [draft(), draft({ values: { effort: 'deep' } }), draft({ values: { effort: null } })];
  expect(effortsOf(drafts)).toEqual(['deep']);
});

it.each([
  ['too many', [draft()], 21, /1 to 20/],
  ['no number', [draft()], null, /1 to 20/],
  ['no name', [draft({ name: ' ' })], 5, /needs a name/],
  ['one name twice', [draft(), draft({ values: { max_comments: 1 } })], 5, /called A/],
  ['the same twice', [draft(), draft({ name: 'B' })], 5, /A and B are the same/],
])('does not ask for %s', (_, drafts, count, why) => {
  expect(whyNot(drafts, count)).toMatch(why);
});

it('asks for different settings', () => {
  expect(whyNot([draft(), draft({ name: 'B', values: { max_comments: 1 } })], 20)).toBeNull();
});

it('tells errors by the name of the setting', () => {
  const errors = [
    { field: 'body.settings.0.values.max_comments', detail: 'it takes a number' },
    { field: 'body.pull_requests', detail: 'is too large' },
  ];
  expect(toldErrors(errors, [draft()])).toEqual([
    'A: max_comments: it takes a number',
    'body.pull_requests: is too large',
  ]);
});

it('writes what a setting sets', () => {
  expect(valuesOf({ max_comments: 3, skip: { labels: ['a', 'b'], titles: [] }, rules: { 'js/eval': 'off' } })).toEqual([
    'max_comments: 3',
    'skip.labels: a, b',
    'skip.titles: []',
    'rules.js/eval: off',
  ]);
});

it('tells a finding once, with the settings that have it, worst first', () => {
  const reviews = [
    { setting: 0, notices: [], findings: [finding(), finding({ line: 9, severity: 'must-fix' as const })] },
    { setting: 1, notices: [], findings: [finding({ title: 'In other words' })] },
  ];
  expect(sameFindings({ reviews }).map(({ finding: { line }, settings }) => [line, settings])).toEqual([
    [9, [0]],
    [4, [0, 1]],
  ]);
});
