import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Installation } from '../../src/sandbox/types.js';
import { pem } from '../app-key.js';

let sandbox: Sandbox;
let acme: Installation;

beforeAll(async () => {
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
  acme = await sandbox.install({ account: 'acme', owners: ['Olga'], deliver: false });
  const gone = await sandbox.install({ account: 'olga', deliver: false });
  gone.deleted = true;
  const shop = sandbox.addRepository({ installationId: acme.id, name: 'shop', folder: '/nowhere' });
  sandbox.addRepository({ installationId: acme.id, name: 'open', folder: '/nowhere', private: false });
  shop.collaborators.set('mia', 'maintain').set('tom', 'triage').set('nobody', 'none');
  for (const person of ['olga', 'mia', 'tom', 'nobody', 'stranger']) {
    sandbox.state.userTokens.set(`ghu_${person}`, person);
  }
});
afterAll(() => sandbox.close());

async function ask(person: string, path: string, body?: unknown): Promise<{ status: number; body: never }> {
  const response = await fetch(`${sandbox.url}/api${path}`, {
    headers: { authorization: `Bearer ghu_${person}` },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as never };
}

it.each([
  [
    'olga',
    [
      { name: 'shop', permissions: [true, true, true, true, true] },
      { name: 'open', permissions: [true, true, true, true, true] },
    ],
  ],
  ['mia', [{ name: 'shop', permissions: [false, true, true, true, true] }]],
  ['tom', [{ name: 'shop', permissions: [false, false, false, true, true] }]],
])('shows %s the repositories in which they may do something, and what', async (person, wanted) => {
  expect((await ask(person, '/v3/user/installations')).body).toMatchObject({
    total_count: 1,
    installations: [{ id: acme.id, account: { login: 'acme', type: 'Organization' }, target_type: 'Organization' }],
  });
  const { body }: { body: { repositories: { name: string; permissions: Record<string, boolean> }[] } } = await ask(
    person,
    `/v3/user/installations/${acme.id}/repositories`,
  );
  const order = ['admin', 'maintain', 'push', 'triage', 'pull'];
  expect(
    body.repositories.map(({ name, permissions }) => ({ name, permissions: order.map((each) => permissions[each]) })),
  ).toEqual(wanted);
});

it.each(['stranger', 'nobody'])('shows %s nothing of it', async (person) => {
  expect((await ask(person, '/v3/user/installations')).body).toEqual({ total_count: 0, installations: [] });
  expect((await ask(person, `/v3/user/installations/${acme.id}/repositories`)).status).toBe(404);
});

it('refuses a token of nobody, and repositories of a suspended installation', async () => {
  expect(await ask('x', '/v3/user/installations')).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
  acme.suspended = true;
  expect((await ask('mia', `/v3/user/installations/${acme.id}/repositories`)).status).toBe(403);
  acme.suspended = false;
});

it('tells who may administer an organisation', async () => {
  const query =
    'query ($login: String!) { viewer { login } organization(login: $login) { databaseId viewerCanAdminister } }';
  const asked = (person: string, login: string) => ask(person, '/graphql', { query, variables: { login } });
  expect((await asked('olga', 'acme')).body).toEqual({
    data: { viewer: { login: 'olga' }, organization: { databaseId: acme.account.id, viewerCanAdminister: true } },
  });
  expect((await asked('mia', 'acme')).body).toMatchObject({ data: { organization: { viewerCanAdminister: false } } });
  expect((await asked('mia', 'nowhere')).body).toEqual({
    data: { viewer: { login: 'mia' }, organization: null },
    errors: [
      {
        type: 'NOT_FOUND',
        path: ['organization'],
        message: "Could not resolve to an Organization with the login of 'nowhere'.",
      },
    ],
  });
});
