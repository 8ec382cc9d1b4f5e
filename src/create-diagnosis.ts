import type { DataSource } from 'typeorm';
import type { ApiPorts } from './api/ports.js';
import type { Config } from './config.js';
import { diagnose, withoutTenants } from './diagnose.js';
import type { Check } from './operations/doctor/check.js';

const KEPT_MS = 10_000;

/**
 * The doctor for people who are signed in: looked at most every ten seconds, whoever asks. Accounts and repositories are
 * named to who administers all installations. `source` is the system's.
 */
export function createDiagnosis(config: Config, source: DataSource): ApiPorts['diagnose'] {
  let last: { at: Date; checks: Promise<Check[]> } | null = null;
  return async (administered) => {
    if (last === null || Date.now() - last.at.getTime() > KEPT_MS)
      last = { at: new Date(), checks: diagnose(config, source) };
    const { at, checks } = last;
    const rows: { id: number }[] = await source.query('SELECT id FROM installations WHERE deleted_at IS NULL');
    const isAll = rows.every(({ id }) => administered.includes(id));
    return { at, checks: isAll ? await checks : withoutTenants(await checks) };
  };
}
