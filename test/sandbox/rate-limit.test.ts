import { afterEach, beforeEach, expect, it } from 'vitest';
import { installationOctokit, type Octokit } from '../../src/github/client/installation-octokit.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Installation } from '../../src/sandbox/types.js';
import { pem } from '../app-key.js';

const log = { warn: () => undefined, error: () => undefined };

let sandbox: Sandbox;
let installation: Installation;
/** Without a pace: it sends whatever it is told to. */
let octokit: Octokit;

beforeEach(async () => {
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(40) });
  sandbox.state.limits.onTheWayMs = 0;
  installation = await sandbox.install({ account: 'acme', deliver: false });
  octokit = await installationOctokit(
    { appId: 1, privateKey: pem, baseUrl: `${sandbox.url}/api/v3`, log, retryDelayMs: 1, pace: null },
    { installationId: installation.id, repositoryIds: [], permissions: { metadata: 'read' } },
  );
});
afterEach(() => sandbox.close());

const read = () => octokit.request('GET /installation/repositories');
const refused = (results: PromiseSettledResult<unknown>[]) => results.filter(({ status }) => status === 'rejected');

it('refuses more points than a minute has, then everything until Retry-After, and counts what came early', async () => {
  sandbox.state.limits.pointsPerMinute = 20;
  const results = [];
  for (let call = 0; call < 25; call++) results.push(...(await Promise.allSettled([read()])));
  expect(refused(results)).toHaveLength(5);
  expect(sandbox.traffic(installation)).toMatchObject({ secondaryLimits: 1, pointsPerMinute: 25 });
  // The one that met the limit was not early; those after it in the same millisecond may have been on their way.
  expect(sandbox.traffic(installation).earlyCalls).toBeGreaterThanOrEqual(3);
  expect(refused(await Promise.allSettled([octokit.graphql('query { viewer { login } }')]))).toHaveLength(1);
});

it('refuses more requests side by side than it allows', async () => {
  sandbox.state.underWay.set(`installation-${installation.id}`, sandbox.state.limits.sideBySide);
  expect(refused(await Promise.allSettled([read()]))).toHaveLength(1);
  sandbox.state.limited.clear();
  sandbox.state.underWay.clear();
  expect(refused(await Promise.allSettled([read(), read(), read()]))).toEqual([]);
  expect(sandbox.state.underWay.get(`installation-${installation.id}`)).toBe(0);
});

it('a limit of one installation is none of another', async () => {
  sandbox.state.limits.pointsPerMinute = 1;
  const other = await sandbox.install({ account: 'globex', deliver: false });
  await read();
  await expect(read()).rejects.toThrow('limits this installation');
  const theirs = await installationOctokit(
    { appId: 1, privateKey: pem, baseUrl: `${sandbox.url}/api/v3`, log, retryDelayMs: 1, pace: null },
    { installationId: other.id, repositoryIds: [], permissions: { metadata: 'read' } },
  ).catch(String);
  // The App has spent its point of the minute with the first token.
  expect(String(theirs)).toContain('limits');
  sandbox.state.limits.pointsPerMinute = 900;
  sandbox.state.limited.delete('app');
  const again = await installationOctokit(
    { appId: 1, privateKey: pem, baseUrl: `${sandbox.url}/api/v3`, log, retryDelayMs: 1, pace: null },
    { installationId: other.id, repositoryIds: [], permissions: { metadata: 'read' } },
  );
  expect((await again.request('GET /installation/repositories')).status).toBe(200);
  await expect(read()).rejects.toThrow('limits this installation');
  expect(sandbox.traffic(other).earlyCalls).toBe(0);
});
