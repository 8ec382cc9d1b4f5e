import { mergePatches, patchOf, settingAt, SETTING_FIELDS } from './settings-fields.js';

/** What a form has changed, by key. */
export type Draft = Readonly<Record<string, unknown>>;

/** Without what nobody means: spaces around an entry, entries without a word. */
export function cleaned(value: unknown): unknown {
  if (!Array.isArray(value)) return typeof value === 'string' ? value.trim() : value;
  return value.map((one) => String(one).trim()).filter((one) => one !== '');
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The patch that makes the settings as the draft has them; null: nothing is changed. Of the rules those that were taken
 * out are taken back. Pure.
 */
export function changesOf(settings: object, draft: Draft): Record<string, unknown> | null {
  const patches = SETTING_FIELDS.flatMap(({ key, control }) => {
    if (!Object.hasOwn(draft, key)) return [];
    const [before, after] = [settingAt(settings, key), cleaned(draft[key])];
    if (isSame(before, after)) return [];
    if (control.kind !== 'rules') return [patchOf(key, after)];
    const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
    const gone = Object.keys(old).filter((rule) => !Object.hasOwn(now, rule));
    const changed = Object.entries(now).filter(([rule, level]) => old[rule] !== level);
    return [{ rules: Object.fromEntries([...gone.map((rule) => [rule, null]), ...changed]) }];
  });
  return patches.length === 0 ? null : mergePatches(patches);
}

/** What the API says is wrong, by the key of the field: `body.skip.labels` is `skip.labels`. Pure. */
export function errorsByKey(errors: readonly { field: string; detail: string }[]): Map<string, string> {
  const byKey = new Map<string, string>();
  for (const { field, detail } of errors) {
    const path = field.replace(/^body\.?/, '');
    const owner = SETTING_FIELDS.find(({ key }) => path === key || path.startsWith(`${key}.`));
    const key = owner?.key ?? '';
    const text = owner !== undefined && path !== key ? `${path.slice(key.length + 1)}: ${detail}` : detail;
    byKey.set(key, byKey.has(key) ? `${byKey.get(key)} ${text}` : text);
  }
  return byKey;
}
