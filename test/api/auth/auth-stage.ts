import type { DataSource } from 'typeorm';
import type { Addresses } from '../../../src/access/addresses.js';
import { describeError } from '../../../src/access/log-error.js';
import type { OAuthApp } from '../../../src/access/login/oauth-app.js';
import { createUserTokens } from '../../../src/access/login/user-tokens.js';
import type { ReadAccess } from '../../../src/access/tenancy/access.js';
import { createAuth, type AuthPorts } from '../../../src/api/auth/create-auth.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { noLimits } from '../../../src/sandbox/state.js';
import { pem } from '../../app-key.js';
import { createTestDatabase } from '../../database/test-database.js';
import { addTenant } from '../api-rig.js';

export const secretKeys = ['n'.repeat(40), 'o'.repeat(40)] as [string, ...string[]];
export const HTTPS: Addresses = { backend: 'https://nectr.acme.dev', frontend: null };

export interface AuthStage {
  sandbox: Sandbox;
  source: DataSource;
  /** Sees and fills all tables. */
  system: DataSource;
  app: OAuthApp;
  /** What was logged, as JSON. */
  logged: string[];
  auth(change?: Partial<AuthPorts>): ReturnType<typeof createAuth>;
  close(): Promise<void>;
}

/** A database, a GitHub, and the routes between them. Who may see what needs a good token of GitHub. */
export async function openAuthStage(): Promise<AuthStage> {
  const database = await createTestDatabase();
  const source = createDataSource({ scope: 'tenant', url: database.url, poolSize: 8, applicationName: 'test' });
  const system = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  const [sandbox] = await Promise.all([
    startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) }),
    source.initialize(),
    system.initialize(),
  ]);
  const acme = await addTenant(system, { account: 'acme', repositories: [] });
  Object.assign(sandbox.state.limits, noLimits);
  const { id: clientId, secret: clientSecret } = sandbox.client;
  const app = { clientId, clientSecret, web: sandbox.url, api: `${sandbox.url}/api/v3` };
  const logged: string[] = [];
  const note = (fields: { err?: unknown }, text: string) =>
    void logged.push(JSON.stringify({ ...fields, err: describeError(fields.err), text }));
  const log = { debug: note, info: note, warn: note, error: note };
  const tokens = createUserTokens(source, app, secretKeys);
  const readAccess: ReadAccess = async (userId) => {
    await tokens.token(userId);
    return acme.access('read');
  };
  const settingsUrl = `${sandbox.url}/settings/apps/nectr`;
  return {
    sandbox,
    source,
    system,
    app,
    logged,
    auth: (change = {}) =>
      createAuth({ source, log, app, secretKeys, addresses: HTTPS, readAccess, settingsUrl, ...change }),
    close: async () => {
      await Promise.all([source.destroy(), system.destroy()]);
      await Promise.all([database.close(), sandbox.close()]);
    },
  };
}
