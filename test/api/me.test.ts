import { afterAll, beforeAll, expect, it } from 'vitest';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop'] });
  for (const login of ['ada', 'eve'])
    callers[login] = { userId: await addUser(system, login), login, sessionId: 'here', access: acme.access('read') };
  callers.script = { ...callers.ada!, sessionId: null };
});
afterAll(() => rig.close());

const named = async (who: string) => (await (await rig.ask(who, '/me')).json()) as unknown;
const choose = (who: string, isNamed: unknown) => rig.ask(who, '/me', { method: 'PATCH', body: { is_named: isNamed } });

it('is chosen by each for themselves, while signed in', async () => {
  expect(await named('ada')).toEqual({ is_named: true });
  const answer = await choose('ada', false);
  expect([answer.status, await answer.json()]).toEqual([200, { is_named: false }]);
  expect([await named('ada'), await named('script'), await named('eve')]).toEqual([
    { is_named: false },
    { is_named: false },
    { is_named: true },
  ]);
  expect((await choose('script', true)).status).toBe(403);
  expect((await choose('ada', 'no')).status).toBe(400);
  expect(await named('ada')).toEqual({ is_named: false });
});
