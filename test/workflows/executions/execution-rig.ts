import { createDataSource } from '../../../src/database/data-source.js';
import { readDefinition } from '../../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../../src/workflows/definitions/save-definition.js';
import { claimExecution } from '../../../src/workflows/executions/execution-record.js';
import { createExecution, type NewExecution } from '../../../src/workflows/executions/create-execution.js';
import { addTenant } from '../../api/api-rig.js';
import { addPull } from '../../api/ledger-rows.js';
import { createTestDatabase } from '../../database/test-database.js';

export interface Row {
  status: string;
  reason: string | null;
  engineId: string | null;
  waitingFor: string | null;
  /** Its time has come. */
  due: boolean;
  part: number;
  attempt: number;
  mark: string | null;
  workedMs: number;
}

export interface Workflow {
  id: string;
  name: string;
  version: number;
  concurrency: NewExecution['workflow']['concurrency'];
}

/** Runs of definitions in a database, with an engine that only keeps what it is given. */
export async function buildExecutionRig() {
  const database = await createTestDatabase();
  const source = createDataSource({ url: database.url, poolSize: 6, applicationName: 'test', scope: 'system' });
  await source.initialize();
  const acme = await addTenant(source, { account: 'acme', repositories: ['shop'] });
  const owner = { installationId: acme.id, repositoryId: acme.repositoryIds[0]! };
  let nth = 0;
  const define = async (written: object): Promise<Workflow> => {
    const read = readDefinition({
      name: `w${++nth}`,
      on: [{ event: 'push' }],
      do: [{ delay: { for: '1h' } }],
      ...written,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.errors));
    const saved = await source.transaction((manager) =>
      createWorkflow(manager, { installationId: acme.id, repositoryId: null, by: 'ada' }, read.definition),
    );
    return { ...saved!, name: read.definition.name, concurrency: read.definition.concurrency };
  };
  return {
    source,
    acme,
    owner,
    define,
    addPull: (number: number) => addPull(source, owner, { number }),
    /** Our uuid of a run that was just asked for. */
    start: async (workflow: Workflow, more: Partial<NewExecution> = {}): Promise<string> =>
      (await source.transaction((manager) =>
        createExecution(manager, {
          executionId: `run:${++nth}`,
          workflow,
          ...owner,
          pull: null,
          eventId: null,
          trigger: { id: null, type: 'event' },
          ...more,
        }),
      ))!,
    row: async (id: string): Promise<Row> =>
      (
        await source.query(
          `SELECT status, outcome_reason AS reason, engine_id AS "engineId", waiting_for AS "waitingFor", part, attempt,
                  resume_at IS NOT NULL AND resume_at <= now() AS due, superseded_by AS mark, worked_ms AS "workedMs"
             FROM workflow_runs WHERE id = $1`,
          [id],
        )
      )[0],
    /** As a worker that takes it from the queue. */
    claim: async (id: string) => {
      const [{ engineId }] = await source.query('SELECT engine_id AS "engineId" FROM workflow_runs WHERE id = $1', [
        id,
      ]);
      await source.query(`UPDATE dbos.workflow_status SET status = 'PENDING' WHERE workflow_uuid = $1`, [engineId]);
      return (await claimExecution(source, engineId))!.run;
    },
    engineStatus: async (engineId: string): Promise<string | undefined> =>
      (await source.query('SELECT status FROM dbos.workflow_status WHERE workflow_uuid = $1', [engineId]))[0]?.status,
    close: async () => {
      await source.destroy();
      await database.close();
    },
  };
}

export type ExecutionRig = Awaited<ReturnType<typeof buildExecutionRig>>;
