import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPERATIONS = ['INSERT', 'UPDATE'] as const;

/**
 * The live stream hears of runs and their steps for less: the statement is planned once a session, and one that touched no
 * row wakes nobody. A step's `INSERT … ON CONFLICT` is both an insert and an update, and one of the two touched none.
 */
export class NoteRunsCheaply1764000055600 implements MigrationInterface {
  readonly name = 'NoteRunsCheaply1764000055600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(noteSteps("IF FOUND THEN PERFORM pg_notify('nectr_changes', ''); END IF;"));
    await runner.query(`
      CREATE FUNCTION note_run_changes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (xid, installation_id, repository_id, kind, object_id)
          SELECT pg_current_xact_id()::text::bigint, installation_id, repository_id, 'execution', execution_id
            FROM changed WHERE installation_id IS NOT NULL;
        IF FOUND THEN PERFORM pg_notify('nectr_changes', ''); END IF;
        RETURN NULL;
      END $$`);
    await putOn(runner, 'note_run_changes()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await putOn(runner, `note_changes('execution', 'execution_id')`);
    await runner.query('DROP FUNCTION note_run_changes()');
    await runner.query(noteSteps(`PERFORM pg_notify('nectr_changes', '');`));
  }
}

async function putOn(runner: QueryRunner, call: string): Promise<void> {
  for (const operation of OPERATIONS) {
    const name = `trg_workflow_runs_changed_by_${operation.toLowerCase()}`;
    await runner.query(`DROP TRIGGER ${name} ON workflow_runs`);
    await runner.query(`CREATE TRIGGER ${name} AFTER ${operation} ON workflow_runs
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ${call}`);
  }
}

function noteSteps(wake: string): string {
  return `
    CREATE OR REPLACE FUNCTION note_step_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO changes (xid, installation_id, repository_id, kind, object_id)
        SELECT DISTINCT pg_current_xact_id()::text::bigint, r.installation_id, r.repository_id, 'execution', r.execution_id
          FROM changed c JOIN workflow_runs r ON r.id = c.run_id;
      ${wake}
      RETURN NULL;
    END $$`;
}
