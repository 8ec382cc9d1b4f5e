import { secretForms } from '../../access/redact.js';

/** What stands where a secret was. */
export const HIDDEN = '***';

/**
 * A copy of what a service answered without secrets that it was sent, in its texts and its keys, should it repeat them as
 * they are or in base64, hex, URL or JSON form.
 */
export function withoutSecrets(value: unknown, secrets: Iterable<string>): unknown {
  const forms = [...secrets].flatMap(secretForms).toSorted((a, b) => b.length - a.length);
  if (forms.length === 0) return value;
  const clean = (text: string) => forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
  const copy = (one: unknown): unknown => {
    if (typeof one === 'string') return clean(one);
    if (typeof one === 'number') return forms.includes(String(one)) ? HIDDEN : one;
    if (Array.isArray(one)) return one.map(copy);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, each]) => [clean(key), copy(each)]));
  };
  return copy(value);
}
