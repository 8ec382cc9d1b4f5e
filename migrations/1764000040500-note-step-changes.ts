import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The live stream hears of the steps of a run, and of runs without a repository. */
export class NoteStepChanges1764000040500 implements MigrationInterface {
  readonly name = 'NoteStepChanges1764000040500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION note_step_changes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (xid, installation_id, repository_id, kind, object_id)
          SELECT DISTINCT pg_current_xact_id()::text::bigint, r.installation_id, r.repository_id, 'execution', r.execution_id
            FROM changed c JOIN workflow_runs r ON r.id = c.run_id;
        PERFORM pg_notify('nectr_changes', '');
        RETURN NULL;
      END $$`);
    for (const operation of ['INSERT', 'UPDATE'])
      await runner.query(
        `CREATE TRIGGER trg_execution_steps_changed_by_${operation.toLowerCase()} AFTER ${operation} ON execution_steps
           REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_step_changes()`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const operation of ['insert', 'update'])
      await runner.query(`DROP TRIGGER trg_execution_steps_changed_by_${operation} ON execution_steps`);
    await runner.query('DROP FUNCTION note_step_changes()');
  }
}
