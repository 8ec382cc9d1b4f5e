import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Definition } from '../../src/workflows/definitions/definition-schema.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { replayEvent, startByHand } from '../../src/workflows/executions/start-by-hand.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** Every example of the documentation, tried on a pull request of the sandbox: a dry run, in which all of it is gone through. */
const FOLDER = join(import.meta.dirname, '../../.github/docs/workflows/examples');
const examples = readdirSync(FOLDER).toSorted();
let flow: Flow;
let installationId = 0;

beforeAll(async () => {
  flow = await buildFlow({ env: { WORKFLOW_HTTP_HOSTS: 'deploy.example.net' } });
  await flow.openPull();
  // The review of the pull request writes, too.
  while ((await flow.source.query(`SELECT 1 FROM workflow_runs WHERE status = 'completed'`)).length === 0)
    await sleep(50);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  await flow.source.query(
    `INSERT INTO events (source, event_type, delivery_id, installation_id, github_repository_id, payload, status)
     SELECT 'sentry', 'sentry.issue.created', 'one', $1, github_repo_id, $2, 'completed' FROM repositories`,
    [
      installationId,
      { organization: 'acme', action: 'created', issue: { id: '7', title: 'TypeError', level: 'fatal' } },
    ],
  );
});
afterAll(() => flow.close());

const isOfSentry = ({ on }: Pick<Definition, 'on'>) =>
  on.some((trigger) => trigger.type === 'event' && trigger.events.includes('sentry.issue.created'));

describe('the examples of the documentation', () => {
  it('are twelve at least', () => expect(examples.length).toBeGreaterThanOrEqual(12));

  it.each(examples)('%s is valid and goes through', async (file) => {
    const read = readDefinition(load(readFileSync(join(FOLDER, file), 'utf8')));
    if (!read.ok) throw new Error(JSON.stringify(read.errors));
    // Whether it is for this event is not asked here.
    const definition = { ...read.definition, if: null };
    const saved = await flow.source.transaction((manager) =>
      createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, definition),
    );
    const workflow = { ...saved!, name: definition.name, definition };
    const before = flow.sandbox.state.journal.filter(({ path }) => !path.includes('access_tokens')).length;
    const [{ id: eventId }] = await flow.source.query(
      'SELECT id FROM events WHERE event_type = $1 ORDER BY created_at LIMIT 1',
      [isOfSentry(definition) ? 'sentry.issue.created' : 'pull_request.opened'],
    );
    const isAboutPull = definition.on.some((trigger) => trigger.type === 'event');
    await flow.source.transaction(async (manager) => {
      const asked = { workflow, installationId, by: 'dora', requestId: file, dryRun: true };
      if (isAboutPull) return replayEvent(manager, { ...asked, eventId });
      return startByHand(manager, { ...asked, inputs: {}, repositoryId: null, pullNumber: null });
    });
    let run: { id: string; status: string; reason: string | null } | undefined;
    await expect
      .poll(
        async () => {
          [run] = await flow.source.query(
            'SELECT id, status, outcome_reason AS reason FROM workflow_runs WHERE workflow_id = $1',
            [workflow.id],
          );
          return run?.status;
        },
        { timeout: 90_000, interval: 50 },
      )
      .not.toMatch(/pending|running/);
    const steps: { name: string; status: string; said: string | null }[] = await flow.source.query(
      'SELECT name, status, said FROM execution_steps WHERE run_id = $1 ORDER BY position',
      [run!.id],
    );
    expect(run, JSON.stringify(steps)).toMatchObject({ status: 'completed', reason: null });
    expect(steps.map(({ name }) => name)).toEqual(definition.do.map(({ name }) => name));
    for (const { said } of steps) expect(said).toBeTruthy();
    expect(flow.sandbox.state.journal.filter(({ path }) => !path.includes('access_tokens'))).toHaveLength(before);
  });
});
