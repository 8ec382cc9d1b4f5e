import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An MCP server of the operator may be for some installations alone: nobody else is to see that there is one. */
export class RestrictOperatorServers1764000038600 implements MigrationInterface {
  readonly name = 'RestrictOperatorServers1764000038600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE mcp_servers ADD only_accounts text[],
      ADD CONSTRAINT chk_mcp_server_only_accounts CHECK (only_accounts IS NULL OR installation_id IS NULL)`);
    // Narrows what the other policies open. The sub-select sees, by its own policy, the installations of whoever asks.
    await runner.query(`CREATE POLICY only_accounts ON mcp_servers AS RESTRICTIVE FOR SELECT
      USING (only_accounts IS NULL OR (SELECT current_setting('app.scope', true)) = 'system' OR EXISTS (
        SELECT FROM installations i WHERE lower(i.account_login) = ANY (only_accounts)))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY only_accounts ON mcp_servers');
    await runner.query('ALTER TABLE mcp_servers DROP COLUMN only_accounts');
  }
}
