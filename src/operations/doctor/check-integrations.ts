import type { DataSource } from 'typeorm';
import { countOf } from '../../words/count-of.js';
import { green, ofTenants, red, type Check } from './check.js';

interface Row {
  name: string;
  type: string;
  account: string;
  status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  detail: string | null;
}

/**
 * A line for each integration that does not work, as the last look at it found, and one for all others; none where
 * nothing is connected.
 */
export async function checkIntegrations({ source }: { source: DataSource | { failure: string } }): Promise<Check[]> {
  if ('failure' in source) return [];
  const rows = await readRows(source).catch(() => []);
  if (rows.length === 0) return [];
  const broken = rows.filter(({ status }) => status === 'unhealthy');
  const lacking = rows.filter(({ status }) => status === 'degraded').map(({ name, account }) => `${name} (${account})`);
  const lacks = lacking.length === 0 ? '' : `; something is missing for ${lacking.join(', ')}`;
  const others = rows.length - broken.length;
  const checks = [
    ...broken.map(({ name, type, account, detail }) =>
      red(
        `${type} ${name} (${account})`,
        detail ?? 'it does not answer',
        'an administrator of the account mends it, then tries it with `nectr api POST /integrations/<id>/test`',
      ),
    ),
    ...(others === 0 ? [] : [green('integrations', `${countOf(others, 'integration')} connected${lacks}`)]),
  ];
  return checks.map(ofTenants);
}

function readRows(source: DataSource): Promise<Row[]> {
  return source.query(
    `SELECT i.name, i.type, o.account_login AS account, i.health_status AS status, i.health_detail AS detail
       FROM integrations i JOIN installations o ON o.id = i.installation_id
      WHERE i.enabled AND o.is_active ORDER BY o.account_login, i.name`,
  );
}
