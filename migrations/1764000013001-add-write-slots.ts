import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Writes that notify wait in a queue without holding a worker: a run keeps its place, the limit its last write. */
export class AddWriteSlots1764000013001 implements MigrationInterface {
  readonly name = 'AddWriteSlots1764000013001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workflow_runs ADD write_at timestamptz');
    await runner.query('ALTER TABLE write_limits ADD last_write_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE write_limits DROP COLUMN last_write_at');
    await runner.query('ALTER TABLE workflow_runs DROP COLUMN write_at');
  }
}
