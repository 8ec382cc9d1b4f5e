import type { RepoSettingsAnswer } from '../repo-queries.js';

type Values = RepoSettingsAnswer['settings'];

/** How a setting is shown and changed. */
export type Control =
  | { kind: 'switch' }
  | { kind: 'list' }
  | { kind: 'number'; min: number; max: number }
  | { kind: 'choice'; of: readonly string[] }
  | { kind: 'text' }
  | { kind: 'rules' };

type Sectioned<S> = S extends readonly unknown[] ? Control : S extends object ? { [K in keyof S]: Control } : Control;
type Fields = { [K in keyof Values]: K extends 'rules' ? Control : Sectioned<Values[K]> };

const LEVELS = ['must-fix', 'should-fix', 'minor'] as const;
const list = { kind: 'list' } as const;
const onOff = { kind: 'switch' } as const;

/** Every key that a repository can set; one that the schema gains is missed here by the compiler. */
const FIELDS: Fields = {
  enabled: onOff,
  drafts: onOff,
  bots: onOff,
  skip: { labels: list, titles: list, branches: list },
  paths: { include: list, ignore: list },
  min_severity: { kind: 'choice', of: LEVELS },
  max_comments: { kind: 'number', min: 0, max: 50 },
  max_minor_comments: { kind: 'number', min: 0, max: 50 },
  language: { kind: 'text' },
  effort: { kind: 'choice', of: ['auto', 'quick', 'normal', 'deep'] },
  agents: { kind: 'choice', of: ['single', 'parallel'] },
  remarks: onOff,
  request_changes: onOff,
  fail_check: onOff,
  human_reviews: { kind: 'number', min: 0, max: 10 },
  sarif: list,
  rules: { kind: 'rules' },
};

export interface SettingField {
  /** Such as `skip.labels`. */
  key: string;
  control: Control;
}

const isControl = (value: object): value is Control => 'kind' in value;

/** All settings by their keys. */
export const SETTING_FIELDS: readonly SettingField[] = Object.entries(FIELDS).flatMap(([key, value]): SettingField[] =>
  isControl(value)
    ? [{ key, control: value }]
    : Object.entries(value as Record<string, Control>).map(([below, control]) => ({ key: `${key}.${below}`, control })),
);

/** The value of a key in settings. Pure. */
export function settingAt(settings: object, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined),
      settings,
    );
}

/** A patch that sets one key, null to take it back. Pure. */
export function patchOf(key: string, value: unknown): Record<string, unknown> {
  const [first = '', ...more] = key.split('.');
  return { [first]: more.length === 0 ? value : patchOf(more.join('.'), value) };
}

/** Patches one after the other as one; a section is put together. Pure. */
export function mergePatches(patches: readonly Record<string, unknown>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const patch of patches)
    for (const [key, value] of Object.entries(patch)) {
      const known = merged[key];
      merged[key] = isSection(known) && isSection(value) ? mergePatches([known, value]) : value;
    }
  return merged;
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
