import { describe, expect, it } from 'vitest';
import { changesOf, errorsByKey } from '../../src/dashboard/pages/repos/settings/changes-of.js';
import {
  mergePatches,
  patchOf,
  settingAt,
  SETTING_FIELDS,
} from '../../src/dashboard/pages/repos/settings/settings-fields.js';
import { words } from '../../src/dashboard/words/en.js';
import { settingsSchema } from '../../src/github/settings/settings-schema.js';
import { effectiveSettings } from '../../src/github/settings/settings-layers.js';

const usual = settingsSchema.parse({});

describe('the fields of settings', () => {
  it('are all keys of the schema, each with its words and its group', () => {
    const keys = SETTING_FIELDS.map(({ key }) => key).toSorted();
    expect(keys).toEqual([...Object.keys(effectiveSettings([]).sources), 'rules'].toSorted());
    expect(Object.keys(words.repoSettings.keys).toSorted()).toEqual(keys);
    expect(words.repoSettings.groups.flatMap((group) => group.keys).toSorted()).toEqual(keys);
  });

  it('offer what the schema takes', () => {
    for (const { key, control } of SETTING_FIELDS) {
      if (control.kind === 'choice')
        for (const one of control.of) expect(settingsSchema.safeParse(patchOf(key, one)).success).toBe(true);
      if (control.kind !== 'number') continue;
      expect(settingsSchema.safeParse(patchOf(key, control.max)).success).toBe(true);
      expect(settingsSchema.safeParse(patchOf(key, control.max + 1)).success).toBe(false);
    }
  });

  it('are read and set by their path', () => {
    expect(settingAt({ skip: { labels: ['wip'] } }, 'skip.labels')).toEqual(['wip']);
    expect(settingAt({}, 'skip.labels')).toBeUndefined();
    expect(mergePatches([patchOf('skip.labels', ['a']), patchOf('skip.titles', null), patchOf('bots', true)])).toEqual({
      skip: { labels: ['a'], titles: null },
      bots: true,
    });
  });
});

describe('a patch', () => {
  it('has what was changed, and nothing else', () => {
    expect(changesOf(usual, {})).toBeNull();
    expect(changesOf(usual, { drafts: false, max_comments: 10, 'skip.labels': [] })).toBeNull();
    expect(changesOf(usual, { drafts: true, 'skip.labels': [' wip ', ''], language: ' de ' })).toEqual({
      drafts: true,
      skip: { labels: ['wip'] },
      language: 'de',
    });
  });

  it('takes back the rules that were taken out', () => {
    const settings = { ...usual, rules: { 'js/eval': 'off', 'js/no-debugger': 'minor' } };
    const rules = { 'js/no-debugger': 'must-fix', 'claude/bug': 'off' };
    expect(changesOf(settings, { rules })).toEqual({
      rules: { 'js/eval': null, 'js/no-debugger': 'must-fix', 'claude/bug': 'off' },
    });
  });

  it('has what is wrong with it at its fields', () => {
    const errors = errorsByKey([
      { field: 'body.max_comments', detail: 'is too much' },
      { field: 'body.rules.js/none', detail: 'is not a known key' },
      { field: 'body.skip.labels.3', detail: 'is empty' },
      { field: 'body', detail: 'is no object' },
    ]);
    expect(Object.fromEntries(errors)).toEqual({
      max_comments: 'is too much',
      rules: 'js/none: is not a known key',
      'skip.labels': '3: is empty',
      '': 'is no object',
    });
  });
});
