import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/github/settings/parse-settings.js';
import {
  effectiveSettings,
  isSettingKey,
  valuesGiven,
  type GivenSettings,
  type SettingsLayer,
} from '../../../src/github/settings/settings-layers.js';
import { settingsSchema } from '../../../src/github/settings/settings-schema.js';

const DEFAULTS = settingsSchema.parse({});
const installation = (given: GivenSettings): SettingsLayer => ({ source: 'installation', given });
const dashboard = (given: GivenSettings): SettingsLayer => ({ source: 'dashboard', given });
const file = (given: GivenSettings): SettingsLayer => ({ source: 'file', given });

describe('effectiveSettings', () => {
  it.each<[string, SettingsLayer[], object, Record<string, string>]>([
    ['nothing is set', [], {}, { enabled: 'default', 'skip.labels': 'default', 'paths.include': 'default' }],
    ['the installation', [installation({ drafts: true })], { drafts: true }, { drafts: 'installation' }],
    [
      'the dashboard over the installation, the file over both',
      [installation({ max_comments: 1 }), dashboard({ max_comments: 2 }), file({ max_comments: 3 })],
      { max_comments: 3 },
      { max_comments: 'file' },
    ],
    [
      'a value that is the default, said again, is no default',
      [installation({ drafts: true }), dashboard({ drafts: false })],
      { drafts: false },
      { drafts: 'dashboard' },
    ],
    [
      'sections key by key, a list as one value',
      [
        installation({ skip: { labels: ['wip'], titles: ['WIP'] } }),
        dashboard({ skip: { labels: [] } }),
        file({ skip: { branches: ['x/**'] } }),
      ],
      { skip: { labels: [], titles: ['WIP'], branches: ['x/**'] } },
      { 'skip.labels': 'dashboard', 'skip.titles': 'installation', 'skip.branches': 'file' },
    ],
    [
      'rules one by one',
      [dashboard({ rules: { 'js/eval': 'off', 'tool/A/b.c': 'minor' } }), file({ rules: { 'js/eval': 'must-fix' } })],
      { rules: { 'js/eval': 'must-fix', 'tool/A/b.c': 'minor' } },
      { 'rules.js/eval': 'file', 'rules.tool/A/b.c': 'dashboard' },
    ],
    ['an empty section sets nothing', [file({ skip: {}, rules: {} })], {}, { 'skip.labels': 'default' }],
  ])('%s', (_, layers, settings, sources) => {
    const effective = effectiveSettings(layers);
    expect(effective.settings).toEqual({ ...DEFAULTS, ...settings });
    expect(effective.sources).toMatchObject(sources);
  });

  it('gives each key the value and the name of the strongest layer that sets it (property)', () => {
    const flag = fc.option(fc.boolean(), { nil: undefined });
    const list = fc.option(fc.subarray(['a', 'b', 'c']), { nil: undefined });
    const defined = (value: object): GivenSettings =>
      Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
    const given = fc
      .record({ enabled: flag, drafts: flag, labels: list, titles: list, level: fc.constantFrom(undefined, 'off') })
      .map(({ enabled, drafts, labels, titles, level }) =>
        defined({ enabled, drafts, skip: defined({ labels, titles }), rules: defined({ 'js/eval': level }) }),
      );
    fc.assert(
      fc.property(given, given, given, (a, b, c) => {
        const layers = [installation(a), dashboard(b), file(c)];
        const { settings, sources } = effectiveSettings(layers);
        const all = valuesGiven(settings as unknown as GivenSettings);
        for (const [key, value] of all) {
          const strongest = layers.findLast((layer) => valuesGiven(layer.given).has(key));
          expect(sources[key]).toBe(strongest?.source ?? 'default');
          const wanted = valuesGiven((strongest?.given ?? DEFAULTS) as GivenSettings).get(key);
          expect(value).toEqual(wanted);
        }
        expect(new Set(Object.keys(sources))).toEqual(new Set(all.keys()));
      }),
    );
  });
});

describe('parseSettings over the dashboard', () => {
  const below = [installation({ max_comments: 5, skip: { labels: ['wip'] } })];

  it('says what is used instead of a wrong value', async () => {
    const text = 'max_comments: many\nskip: { labels: 7 }\ndrafts: maybe';
    const { settings, sources, given, notices } = await parseSettings(Buffer.from(text), below);
    expect(settings).toMatchObject({ max_comments: 5, drafts: false, skip: { labels: ['wip'] } });
    expect(sources).toMatchObject({ max_comments: 'installation', drafts: 'default' });
    expect(given).toEqual({ skip: {} });
    expect(notices).toEqual([
      expect.stringMatching(/^`max_comments` in .* `5` of the dashboard is used$/),
      expect.stringMatching(/^`skip.labels` in .* what the dashboard says is used$/),
      expect.stringMatching(/^`drafts` in .* the default `false` is used$/),
    ]);
  });

  it.each([
    [below, 'the settings of the dashboard are used'],
    [[installation({})], 'defaults are used'],
  ])('leaves what lies below a file that cannot be read', async (layers, said) => {
    const { settings, notices } = await parseSettings(Buffer.from('a: [}'), layers);
    expect(settings).toEqual(effectiveSettings(layers).settings);
    expect(notices).toEqual([expect.stringContaining(said)]);
  });
});

describe('isSettingKey', () => {
  it.each([
    [['drafts'], true],
    [['skip'], true],
    [['skip', 'labels'], true],
    [['rules', 'js/eval'], true],
    [['rules', 'tool/A/b.c'], true],
    [['rules', 'js/none'], false],
    [['skip', 'toString'], false],
    [['__proto__'], false],
    [['drafts', 'x'], false],
    [['skip', 'labels', '0'], false],
    [[], false],
  ])('%o: %s', (path, known) => {
    expect(isSettingKey(path)).toBe(known);
  });
});
