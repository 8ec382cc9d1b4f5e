import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The analytics ask whether a dismissal has run out, and read no table for that. */
export class CoverDismissedUntil1764000059000 implements MigrationInterface {
  readonly name = 'CoverDismissedUntil1764000059000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX idx_findings_repository_id;
      CREATE INDEX idx_findings_repository_id ON findings (repository_id, created_at, id)
        INCLUDE (installation_id, pull_request_id, category, severity, state, rule, dismissed_reason, dismissed_until);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX idx_findings_repository_id;
      CREATE INDEX idx_findings_repository_id ON findings (repository_id, created_at, id)
        INCLUDE (installation_id, pull_request_id, category, severity, state, rule, dismissed_reason);
    `);
  }
}
