import { valuesGiven, type GivenSettings } from '../../github/settings/settings-layers.js';
import type { ChangedSettings } from '../../ledger/change-settings.js';
import { Problem, type FieldError } from './problem.js';

/** What became of a change of settings; throws 409 where the file alone stands in the way, 400 for what is wrong. */
export function changedLayer(
  answer: ChangedSettings,
  fileGiven: GivenSettings,
): Extract<ChangedSettings, { ok: true }> {
  if (answer.ok) return answer;
  const inFile = valuesGiven(fileGiven);
  const errors = fieldErrors(answer.errors);
  const isReadOnly = answer.errors.every(({ path }) => inFile.has(path));
  if (isReadOnly)
    throw new Problem(409, '`.github/nectr.yml` of the repository sets this: change it there.', { errors });
  throw new Problem(400, `Nothing was changed: ${errors.map(({ field }) => field).join(', ')}.`, { errors });
}

/** What is wrong with a body, by field. */
export function fieldErrors(errors: readonly { path: string; message: string }[]): FieldError[] {
  return errors.map(({ path, message }) => ({ field: path === '' ? 'body' : `body.${path}`, detail: message }));
}

/** Which keys changed, and from what to what, for the audit log; null: none did. */
export function changeOf({
  before,
  after,
}: Extract<ChangedSettings, { ok: true }>): Record<string, { from: unknown; to: unknown }> | null {
  const [old, now] = [valuesGiven(before), valuesGiven(after)];
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => JSON.stringify(old.get(key)) !== JSON.stringify(now.get(key)),
  );
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((key) => [key, { from: old.get(key) ?? null, to: now.get(key) ?? null }]));
}
