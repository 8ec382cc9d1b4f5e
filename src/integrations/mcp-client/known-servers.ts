import type { DataSource } from 'typeorm';
import { decryptText } from '../../access/encrypt.js';
import { hideGivenSecret } from '../../access/hide-given-secret.js';
import { registerSecret } from '../../access/redact.js';
import type { OperatorServer } from './operator-servers.js';
import type { McpKind, McpServerAccess } from './types.js';

interface Row {
  id: string;
  installation_id: number | null;
  name: string;
  kind: McpKind;
  url: string;
  authorization_encrypted: string | null;
  tools_hash: string | null;
}

export interface ServerSecrets {
  operator: readonly OperatorServer[];
  secretKeys: readonly [string, ...string[]];
}

/**
 * The servers that are asked for an installation: its own, and the operator's that are for it, of the services that it
 * has none of its own for. Secrets are registered. Throws what the database throws, and where a secret cannot be read.
 */
export async function knownServers(
  source: DataSource,
  installationId: number,
  secrets: ServerSecrets,
): Promise<McpServerAccess[]> {
  const rows: Row[] = await source.query(
    `SELECT id, installation_id, name, kind, url, authorization_encrypted, tools_hash FROM mcp_servers AS one
      WHERE enabled AND (installation_id = $1 OR installation_id IS NULL
        AND (only_accounts IS NULL
             OR (SELECT lower(account_login) FROM installations WHERE id = $1) = ANY (only_accounts))
        AND NOT EXISTS (
        SELECT FROM mcp_servers own WHERE own.installation_id = $1 AND own.kind = one.kind AND own.kind <> 'other'))
      ORDER BY array_position(ARRAY['linear', 'sentry', 'slack', 'other'], kind::text), name`,
    [installationId],
  );
  return rows.map((row) => accessOf(row, secrets));
}

/** The server of an id; null: there is none. As `knownServers`, switched off or not. */
export async function knownServer(
  source: Pick<DataSource, 'query'>,
  id: string,
  secrets: ServerSecrets,
): Promise<McpServerAccess | null> {
  const rows: Row[] = await source.query(
    `SELECT id, installation_id, name, kind, url, authorization_encrypted, tools_hash FROM mcp_servers WHERE id = $1`,
    [id],
  );
  const [row] = rows;
  return row === undefined ? null : accessOf(row, secrets);
}

function accessOf(row: Row, { operator, secretKeys }: ServerSecrets): McpServerAccess {
  const { id, installation_id: installationId, name, kind, url, tools_hash: toolsHash } = row;
  const encrypted = row.authorization_encrypted;
  const ofOperator = () => operator.find((one) => one.kind === kind && one.url === url)?.authorization ?? null;
  const own = () => (encrypted === null ? null : decryptText(encrypted, secretKeys));
  const authorization = installationId === null ? ofOperator() : own();
  const hide = installationId === null ? registerSecret : hideGivenSecret;
  if (authorization !== null) hide(authorization.replace(/^\S+\s+/, ''));
  return { id, installationId, name, kind, url, authorization, toolsHash };
}
