import { cleaned } from '../repos/settings/changes-of.js';
import { mergePatches, patchOf } from '../repos/settings/settings-fields.js';
import { words } from '../../words/en.js';

export const MOST_PULLS = 20;
export const MOST_SETTINGS = 3;

/** A setting as the form has it: the keys that it sets, over what holds. */
export interface SettingDraft {
  /** Of the form. */
  id: number;
  name: string;
  values: Readonly<Record<string, unknown>>;
}

const { replay: said } = words;

/** What the form begins with: what holds now, and one to be tried. */
export const firstDrafts = (): SettingDraft[] => [
  { id: 0, name: said.asItIs, values: {} },
  { id: 1, name: said.settingName(2), values: {} },
];

/** What the API is asked for. Pure. */
export function settingsOf(drafts: readonly SettingDraft[]) {
  return drafts.map(({ name, values }) => ({
    name: name.trim(),
    values: mergePatches(
      Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [patchOf(key, cleaned(value))])),
    ),
  }));
}

/** The efforts that are set, for the estimate. Pure. */
export function effortsOf(drafts: readonly SettingDraft[]): string[] {
  return drafts.flatMap(({ values: { effort } }) => (typeof effort === 'string' ? [effort] : []));
}

/** Why it cannot be asked for; null: it can. Pure. */
export function whyNot(drafts: readonly SettingDraft[], pullRequests: number | null): string | null {
  if (pullRequests === null || pullRequests < 1 || pullRequests > MOST_PULLS) return said.wrongCount(MOST_PULLS);
  const settings = settingsOf(drafts);
  if (settings.some(({ name }) => name === '')) return said.nameless;
  for (const [at, { name, values }] of settings.entries()) {
    const earlier = settings.slice(0, at);
    if (earlier.some((one) => one.name === name)) return said.namedTwice(name);
    const same = earlier.find((one) => JSON.stringify(one.values) === JSON.stringify(values));
    if (same !== undefined) return said.sameValues(same.name, name);
  }
  return null;
}

/** What is wrong by the API, such as `body.settings.1.values.max_comments`, in the words of the form. Pure. */
export function toldErrors(
  errors: readonly { field: string; detail: string }[],
  drafts: readonly SettingDraft[],
): string[] {
  return errors.map(({ field, detail }) => {
    const [, at, path = ''] = /^body\.settings\.(\d+)\.(?:values\.)?(.*)$/.exec(field) ?? [];
    const name = at === undefined ? undefined : drafts[Number(at)]?.name;
    return name === undefined ? `${field}: ${detail}` : `${name}: ${path}: ${detail}`;
  });
}
