import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the last look at an integration and its last message came to, and audit entries of what people do from there. */
export class NoteIntegrationHealth1764000041000 implements MigrationInterface {
  readonly name = 'NoteIntegrationHealth1764000041000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE integrations ADD health_detail text, ADD last_delivery_at timestamptz,
      ADD last_delivery_ok boolean, ADD last_delivery_detail text`);
    await runner.query(`ALTER TABLE audit_log DROP CONSTRAINT chk_audit_log_via,
      ADD CONSTRAINT chk_audit_log_via CHECK (via IN ('session', 'token', 'command line', 'integration'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM audit_log WHERE via = 'integration'`);
    await runner.query(`ALTER TABLE audit_log DROP CONSTRAINT chk_audit_log_via,
      ADD CONSTRAINT chk_audit_log_via CHECK (via IN ('session', 'token', 'command line'))`);
    await runner.query(`ALTER TABLE integrations DROP COLUMN health_detail, DROP COLUMN last_delivery_at,
      DROP COLUMN last_delivery_ok, DROP COLUMN last_delivery_detail`);
  }
}
