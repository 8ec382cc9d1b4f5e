import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encryptedCheck } from '../src/database/encrypted-check.js';
import { builtInPolicy, tenantPolicy } from '../src/database/tenant-policy.js';

/** The servers that are asked over MCP, with the tools that each had when it was first used or last approved. */
export class CreateMcpServers1764000028000 implements MigrationInterface {
  readonly name = 'CreateMcpServers1764000028000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE mcp_servers (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      installation_id integer,
      name varchar(40) NOT NULL,
      kind varchar(20) NOT NULL,
      url text NOT NULL,
      authorization_encrypted text,
      enabled boolean NOT NULL DEFAULT true,
      tools jsonb,
      tools_hash varchar(64),
      pending_tools jsonb,
      pending_hash varchar(64),
      tools_changed_at timestamptz,
      approved_at timestamptz,
      approved_by varchar(255),
      last_seen_at timestamptz,
      last_error text,
      created_by varchar(255),
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT uq_mcp_servers_installation_id_name UNIQUE NULLS NOT DISTINCT (installation_id, name),
      CONSTRAINT chk_mcp_server_name CHECK (name ~ '^[a-z][a-z0-9-]*$'),
      CONSTRAINT chk_mcp_server_kind CHECK (kind IN ('linear', 'sentry', 'slack', 'other')),
      CONSTRAINT chk_mcp_server_tools CHECK ((tools IS NULL) = (tools_hash IS NULL)),
      CONSTRAINT chk_mcp_server_pending CHECK (
        (pending_tools IS NULL) = (pending_hash IS NULL) AND (pending_hash IS NULL) = (tools_changed_at IS NULL)
          AND (pending_hash IS NULL OR tools_hash IS NOT NULL)),
      CONSTRAINT chk_mcp_servers_authorization_encrypted CHECK (${encryptedCheck('authorization_encrypted')}),
      CONSTRAINT fk_mcp_servers_installation_id FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE,
      CONSTRAINT pk_mcp_servers PRIMARY KEY (id)
    )`);
    await runner.query(`CREATE TRIGGER trg_mcp_servers_updated_at
      BEFORE UPDATE ON mcp_servers FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`);
    // The operator's hold no secret, and whoever is reviewed with them may see which they are.
    for (const statement of [...tenantPolicy('mcp_servers'), ...builtInPolicy('mcp_servers')])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE mcp_servers`);
  }
}
