import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the model has cost, by installation and day, and by run: the budgets are held against it. */
export class CreateModelUsage1764000010000 implements MigrationInterface {
  readonly name = 'CreateModelUsage1764000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE model_usage (
      installation_id integer NOT NULL,
      day date NOT NULL,
      model varchar(100) NOT NULL,
      requests integer NOT NULL DEFAULT '0',
      limited integer NOT NULL DEFAULT '0',
      unavailable integer NOT NULL DEFAULT '0',
      refused integer NOT NULL DEFAULT '0',
      aborted integer NOT NULL DEFAULT '0',
      estimated integer NOT NULL DEFAULT '0',
      tokens_in bigint NOT NULL DEFAULT '0',
      tokens_out bigint NOT NULL DEFAULT '0',
      tokens_cache_read bigint NOT NULL DEFAULT '0',
      tokens_cache_write bigint NOT NULL DEFAULT '0',
      cost numeric(14,6) NOT NULL DEFAULT '0',
      CONSTRAINT chk_model_usage_calls CHECK (limited >= 0 AND unavailable >= 0 AND refused >= 0 AND aborted >= 0 AND estimated >= 0 AND requests >= limited + unavailable + refused + aborted),
      CONSTRAINT chk_model_usage_tokens CHECK (tokens_in >= 0 AND tokens_out >= 0 AND tokens_cache_read >= 0 AND tokens_cache_write >= 0 AND cost >= 0),
      CONSTRAINT pk_model_usage PRIMARY KEY (installation_id, day, model)
    )`);
    await runner.query(`
      ALTER TABLE model_usage ADD CONSTRAINT fk_model_usage_installation_id
        FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE
    `);
    await runner.query(`ALTER TABLE workflow_runs ADD model_tokens bigint NOT NULL DEFAULT '0'`);
    await runner.query(`ALTER TABLE workflow_runs ADD model_cost numeric(14,6) NOT NULL DEFAULT '0'`);
    await runner.query(
      `ALTER TABLE workflow_runs ADD CONSTRAINT chk_run_model_use CHECK (model_tokens >= 0 AND model_cost >= 0)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workflow_runs DROP CONSTRAINT chk_run_model_use`);
    await runner.query(`ALTER TABLE workflow_runs DROP COLUMN model_cost`);
    await runner.query(`ALTER TABLE workflow_runs DROP COLUMN model_tokens`);
    await runner.query(`DROP TABLE model_usage`);
  }
}
