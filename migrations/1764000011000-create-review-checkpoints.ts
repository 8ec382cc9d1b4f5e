import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finished parts of a review that is not finished: what is paid for is not paid twice. */
export class CreateReviewCheckpoints1764000011000 implements MigrationInterface {
  readonly name = 'CreateReviewCheckpoints1764000011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE review_checkpoints (
      run_id uuid NOT NULL,
      key varchar(128) NOT NULL,
      installation_id integer NOT NULL,
      value jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT pk_review_checkpoints PRIMARY KEY (run_id, key)
    )`);
    await runner.query(`CREATE INDEX idx_review_checkpoints_installation_id ON review_checkpoints (installation_id)`);
    await runner.query(`
      ALTER TABLE review_checkpoints ADD CONSTRAINT fk_review_checkpoints_run_id
        FOREIGN KEY (run_id) REFERENCES workflow_runs(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE review_checkpoints ADD CONSTRAINT fk_review_checkpoints_installation_id
        FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE review_checkpoints`);
  }
}
