import pg from 'pg';

const LOCK = 7_304_211;
const PAUSED = 'paused at ';

/** What the row is of, as the table tells it. */
const TABLES = {
  workflow_runs: `NEW.status || CASE WHEN NEW.waiting_for IS NULL THEN '' ELSE ', waits' END`,
  execution_steps: `NEW.name || ' ' || NEW.status`,
  effects: `NEW.key || ' ' || NEW.state`,
  approvals: `coalesce(NEW.decision, 'asked')`,
  'dbos.workflow_status': `NEW.status`,
};

/**
 * Counts what the worker writes of runs of definitions into their tables, and can hold the one of a number before it is
 * committed, by triggers in the database.
 */
export async function openWritePauses(url: string) {
  const client = new pg.Client({ connectionString: url, application_name: 'test' });
  await client.connect();
  await client.query(`CREATE SEQUENCE crash_writes; CREATE TABLE crash_point (nth bigint NOT NULL);
    GRANT ALL ON crash_point, crash_writes TO PUBLIC`);
  for (const [table, label] of Object.entries(TABLES)) {
    const name = `crash_${table.replace(/\W/g, '_')}`;
    const isRun = table.startsWith('dbos.') ? `NEW.workflow_uuid LIKE 'run:%'` : 'true';
    const isSame = table === 'dbos.workflow_status' ? `TG_OP = 'UPDATE' AND NEW.status = OLD.status` : 'false';
    await client.query(`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE wanted bigint;
      BEGIN
        SELECT nth INTO wanted FROM public.crash_point;
        IF wanted IS NULL OR current_setting('application_name') = 'test' THEN RETURN NULL; END IF;
        IF ${isRun} THEN ELSE RETURN NULL; END IF;
        IF ${isSame} THEN RETURN NULL; END IF;
        IF nextval('public.crash_writes') = wanted THEN
          PERFORM set_config('application_name', left('${PAUSED}${table}: ' || (${label}), 63), false);
          PERFORM pg_advisory_lock(${LOCK});
          PERFORM pg_advisory_unlock(${LOCK});
        END IF;
        RETURN NULL;
      END $$`);
    await client.query(
      `CREATE TRIGGER ${name} AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
    );
  }
  const disarm = () => client.query('DELETE FROM crash_point');
  return {
    /** From here on writes are counted, and the one of this number waits; 0: none does. */
    arm: async (nth: number) => {
      await disarm();
      await client.query(`SELECT setval('crash_writes', 1, false), pg_advisory_lock(${LOCK})`);
      await client.query('INSERT INTO crash_point VALUES ($1)', [nth]);
    },
    /** What is held now, and by which session; null: nothing. */
    held: async (): Promise<{ label: string; pid: number } | null> => {
      const { rows } = await client.query<{ name: string; pid: number }>(
        `SELECT application_name AS name, pid FROM pg_stat_activity
          WHERE datname = current_database() AND starts_with(application_name, '${PAUSED}')`,
      );
      const [row] = rows;
      return row === undefined ? null : { label: row.name.slice(PAUSED.length), pid: row.pid };
    },
    /** Lets what is held go on: it is committed if nobody else has to say so; or ends its session: it never was. */
    release: async (end: number | null) => {
      if (end !== null) await client.query('SELECT pg_terminate_backend($1, 5000)', [end]);
      await client.query('SELECT pg_advisory_unlock_all()');
      await disarm();
    },
    /** Writes since `arm`. */
    count: async (): Promise<number> => {
      const { rows } = await client.query<{ n: string }>(
        'SELECT last_value - 1 + is_called::int AS n FROM crash_writes',
      );
      return Number(rows[0]?.n);
    },
    close: () => client.end(),
  };
}
