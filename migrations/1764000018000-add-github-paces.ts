import type { MigrationInterface, QueryRunner } from 'typeorm';

/** GitHub's limits are the installation's: one row of what was sent to it and until when nothing may be, for all processes. */
export class AddGithubPaces1764000018000 implements MigrationInterface {
  readonly name = 'AddGithubPaces1764000018000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE github_paces (
      github_installation_id bigint NOT NULL,
      limited_until TIMESTAMP WITH TIME ZONE,
      next_write_at TIMESTAMP WITH TIME ZONE,
      writer character varying(64),
      writer_until TIMESTAMP WITH TIME ZONE,
      writes TIMESTAMP WITH TIME ZONE array NOT NULL DEFAULT '{}',
      contents TIMESTAMP WITH TIME ZONE array NOT NULL DEFAULT '{}',
      points integer array NOT NULL DEFAULT '{}',
      points_slot bigint NOT NULL DEFAULT 0,
      CONSTRAINT pk_github_paces PRIMARY KEY (github_installation_id)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE github_paces');
  }
}
