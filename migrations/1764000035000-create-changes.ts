import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantPolicy } from '../src/database/tenant-policy.js';

const WATCHED = {
  reviews: ['review', 'id'],
  findings: ['finding', 'id'],
  scans: ['scan', 'id'],
  workflow_runs: ['execution', 'execution_id'],
} as const;

/**
 * What changed lately, for the live stream: statements that touch reviews, findings, scans and runs note it and wake
 * whoever listens. The inbox is not watched: a delivery waits for no lock of NOTIFY.
 */
export class CreateChanges1764000035000 implements MigrationInterface {
  readonly name = 'CreateChanges1764000035000';

  async up(runner: QueryRunner): Promise<void> {
    // By `xid` a reader knows which changes it could not see when it looked last.
    await runner.query(`
      CREATE UNLOGGED TABLE changes (
        xid bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        installation_id integer NOT NULL,
        repository_id integer,
        kind varchar(20) NOT NULL,
        object_id varchar(255) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_changes PRIMARY KEY (xid, id),
        CONSTRAINT chk_change_kind CHECK (kind IN ('review', 'finding', 'scan', 'execution'))
      )`);
    await runner.query(`CREATE INDEX idx_changes_created_at ON changes (created_at)`);
    for (const statement of tenantPolicy('changes')) await runner.query(statement);
    await runner.query(`
      CREATE FUNCTION note_changes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('INSERT INTO changes (xid, installation_id, repository_id, kind, object_id)
          SELECT DISTINCT pg_current_xact_id()::text::bigint, installation_id, repository_id, %L, %I::text FROM changed WHERE installation_id IS NOT NULL',
          TG_ARGV[0], TG_ARGV[1]);
        PERFORM pg_notify('nectr_changes', '');
        RETURN NULL;
      END $$`);
    for (const [table, [kind, key]] of Object.entries(WATCHED))
      for (const operation of ['INSERT', 'UPDATE'])
        await runner.query(
          `CREATE TRIGGER trg_${table}_changed_by_${operation.toLowerCase()} AFTER ${operation} ON ${table}
             REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changes('${kind}', '${key}')`,
        );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(WATCHED))
      for (const operation of ['insert', 'update'])
        await runner.query(`DROP TRIGGER trg_${table}_changed_by_${operation} ON ${table}`);
    await runner.query('DROP FUNCTION note_changes()');
    await runner.query('DROP TABLE changes');
  }
}
