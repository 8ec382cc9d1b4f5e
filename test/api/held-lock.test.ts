import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { lockExecutions } from '../../src/workflows/executions/lock-executions.js';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let impatient: ReturnType<typeof createDataSource>;
let installationId: number;

beforeAll(async () => {
  rig = await openApiRig(
    () => callers,
    (url) => {
      impatient = createDataSource({
        url,
        poolSize: 2,
        applicationName: 'test api',
        scope: 'tenant',
        queryTimeoutMs: 500,
      });
      return { source: impatient };
    },
  );
  await impatient.initialize();
  const acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop'] });
  installationId = acme.id;
  const login = 'admin';
  callers[login] = { userId: await addUser(rig.system, login), login, access: acme.access('admin', 'admin') };
});
afterAll(async () => {
  await impatient.destroy();
  await rig.close();
});

it('asks to come again where a worker that does not move holds the lock of the runs', async () => {
  const send = (path: string, body?: object) => rig.ask('admin', path, { method: 'POST', body });
  const made = await send('/workflows', {
    installation_id: installationId,
    name: 'Ask first',
    on: [{ manual: {} }],
    do: [{ approval: { from: ['admin'] } }],
  });
  const { id: workflow } = (await made.json()) as { id: string };
  const started = await send(`/workflows/${workflow}/run`, { repo: 'acme/shop' });
  const { id } = (await started.json()) as { id: string };

  const worker = rig.system.createQueryRunner();
  await worker.startTransaction();
  await lockExecutions(worker, installationId);
  const held = await send(`/executions/${id}/cancel`);
  expect([held.status, held.headers.get('Retry-After')]).toEqual([503, '5']);
  expect(await held.json()).toMatchObject({ detail: 'The database does not answer: try again in a moment.' });
  await worker.rollbackTransaction();
  await worker.release();

  expect((await send(`/executions/${id}/cancel`)).status).toBe(202);
  expect(rig.errors).toEqual([]);
});
