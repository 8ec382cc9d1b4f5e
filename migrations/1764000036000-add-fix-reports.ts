import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The commit in which somebody says that a finding is fixed, until the next round looks. */
export class AddFixReports1764000036000 implements MigrationInterface {
  readonly name = 'AddFixReports1764000036000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE findings ADD reported_fixed_in varchar(64), ADD reported_fixed_by varchar(255),
         ADD CONSTRAINT chk_finding_fix_report CHECK ((reported_fixed_in IS NULL) = (reported_fixed_by IS NULL))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE findings DROP COLUMN reported_fixed_in, DROP COLUMN reported_fixed_by');
  }
}
