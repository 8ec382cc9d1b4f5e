import type { EntityManager } from 'typeorm';
import { jsonText } from '../database/json-text.js';
import { keepValid } from '../github/settings/keep-valid.js';
import {
  isMapping,
  isSettingKey,
  mergeSettings,
  valuesGiven,
  type GivenSettings,
} from '../github/settings/settings-layers.js';
import { recordOwnEvent } from './record-own-event.js';
import type { FieldError } from './set-budgets.js';

/** Keys that may stop a review: when one changes, what it had stopped is looked at anew. */
const STOPPING = /^(?:enabled|drafts|bots|skip\..*|paths\..*)$/;

const READ_ONLY = 'it is set by `.github/nectr.yml` of the repository and can be changed only there';

/** What became of a change; `before` and `after` are the layer that was changed, for the audit. */
export type ChangedSettings =
  | { ok: false; errors: FieldError[] }
  | { ok: true; before: GivenSettings; after: GivenSettings };

/**
 * Changes what is set on the dashboard for a repository, or for the whole installation (`repositoryId` null), in the
 * caller's transaction. `patch` is what the file may say; null takes a key or a section back. It is checked as the file
 * is, and one wrong key refuses all of it. A key that the file sets (`fileGiven`, of the default branch) is read-only.
 * The next review of any process sees it; open pull requests that a setting had kept from their review are looked at
 * again. `by` is the login of whoever asks. Throws what the database throws, and for a row that is not to be seen.
 */
export async function changeSettings(
  manager: EntityManager,
  {
    installationId,
    repositoryId,
    patch,
    fileGiven,
    by,
  }: {
    installationId: number;
    repositoryId: number | null;
    patch: unknown;
    fileGiven: GivenSettings;
    by: string;
  },
): Promise<ChangedSettings> {
  if (!isMapping(patch)) return { ok: false, errors: [{ path: '', message: 'it takes keys and values' }] };
  const [table, id] = repositoryId === null ? ['installations', installationId] : ['repositories', repositoryId];
  const rows: { settings: GivenSettings }[] = await manager.query(
    `SELECT settings FROM ${table} WHERE id = $1 AND ${repositoryId === null ? 'id' : 'installation_id'} = $2 FOR NO KEY UPDATE`,
    [id, installationId],
  );
  const before = rows[0]?.settings;
  if (before === undefined) throw new Error(`There is no row ${id} of ${table} to change`);
  const errors: FieldError[] = nullPaths(patch)
    .filter((path) => !isSettingKey(path) && !valuesGiven(before).has(path.join('.')))
    .map((path) => ({ path: path.join('.'), message: 'is not a known key' }));
  const added = keepValid(withoutNulls(patch), ({ path, item, wrong }) =>
    errors.push({ path, message: `${item === null ? '' : `${item}: `}${wrong}` }),
  );
  const after = withoutEmpty(mergeSettings(takenBack(before, patch), added));
  const changed = changedKeys(before, after);
  const named = new Set([...changed, ...valuesGiven(added).keys(), ...nullPaths(patch).map((path) => path.join('.'))]);
  for (const path of valuesGiven(fileGiven).keys()) if (named.has(path)) errors.push({ path, message: READ_ONLY });
  if (errors.length > 0) return { ok: false, errors };
  if (changed.length === 0) return { ok: true, before, after: before };
  await manager.query(`UPDATE ${table} SET settings = $2, settings_by = $3, settings_at = now() WHERE id = $1`, [
    id,
    jsonText(after),
    by,
  ]);
  if (changed.some((key) => STOPPING.test(key)))
    // The worker follows it as it follows a push of the file.
    await recordOwnEvent(manager, {
      source: 'manual',
      type: 'settings.changed',
      installationId,
      repositoryId,
      payload: { repositoryId, changed, by },
    });
  return { ok: true, before, after };
}

/** Where a patch takes something back. */
function nullPaths(patch: Record<string, unknown>): string[][] {
  return Object.entries(patch).flatMap(([key, value]) => {
    if (value === null) return [[key]];
    return isMapping(value) ? nullPaths(value).map((path) => [key, ...path]) : [];
  });
}

function withoutNulls(patch: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(patch)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, isMapping(value) ? withoutNulls(value) : value]),
  );
}

/** A section without a key is none. */
function withoutEmpty(given: GivenSettings): GivenSettings {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => !isMapping(value) || Object.keys(value).length > 0),
  );
}

function takenBack(given: GivenSettings, patch: Record<string, unknown>): GivenSettings {
  const asked = new Map(Object.entries(patch));
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => {
      const what = asked.get(key);
      if (what === null) return [];
      return [[key, isMapping(what) && isMapping(value) ? takenBack(value, what) : value]];
    }),
  );
}

function changedKeys(before: GivenSettings, after: GivenSettings): string[] {
  const [old, now] = [valuesGiven(before), valuesGiven(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => JSON.stringify(old.get(key)) !== JSON.stringify(now.get(key)),
  );
}
