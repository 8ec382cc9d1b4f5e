import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { readAppManifest } from '../../src/app-manifest.js';
import { Problem } from '../../src/api/door/problem.js';
import { createDataSource } from '../../src/database/data-source.js';
import { githubAddress, publicAddress } from '../../src/setup/addresses.js';
import { appManifest, manifestForm } from '../../src/setup/app-manifest.js';
import { grantReasons } from '../../src/setup/grant-reasons.js';
import { setupGrants } from '../../src/setup/grants.js';
import { storedSettings, type Stored, type StoredApp } from '../../src/setup/stored.js';
import { watchStored } from '../../src/setup/watch-stored.js';
import { withStored } from '../../src/setup/with-stored.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const nothing: Stored = { reach: null, github: null, app: null, claude: null };
const app: StoredApp = {
  appId: 7,
  privateKey: 'the private key of the app',
  webhookSecret: 'webhook secret of the set-up test, 40 letters',
  clientId: 'Iv1.7',
  // No text of another test: what is registered as a secret is redacted from then on.
  clientSecret: 'client secret of the set-up test',
  githubUrl: 'https://ghe.acme.dev',
  slug: 'nectr',
  name: 'Nectr',
  owner: null,
};

describe('what is stored', () => {
  it('fills the environment where it leaves room', () => {
    expect(
      withStored(
        { PORT: '1', BACKEND_URL: ' ' },
        {
          app,
          github: null,
          reach: { backendUrl: 'https://n.acme.dev', proxyUrl: null },
          claude: { apiKey: 'sk-ant-1' },
        },
      ),
    ).toEqual({
      PORT: '1',
      BACKEND_URL: 'https://n.acme.dev',
      APP_ID: '7',
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
      GITHUB_CLIENT_ID: 'Iv1.7',
      GITHUB_CLIENT_SECRET: app.clientSecret,
      GHE_HOST: 'ghe.acme.dev',
      GHE_PROTOCOL: 'https',
      ANTHROPIC_API_KEY: 'sk-ant-1',
    });
  });

  it.each([
    ['another App', { APP_ID: '8', PRIVATE_KEY: 'x', WEBHOOK_SECRET: 'y' }, {}],
    ['half an App', { WEBHOOK_SECRET: 'y' }, {}],
    [
      'the same App, for which sign-in is known',
      { APP_ID: '7', PRIVATE_KEY: 'x', WEBHOOK_SECRET: 'y' },
      { GITHUB_CLIENT_ID: 'Iv1.7', GITHUB_CLIENT_SECRET: app.clientSecret },
    ],
  ])('gives nothing of an App to an environment that names %s', (_, env, more) => {
    expect(withStored(env, { ...nothing, app })).toEqual({ ...env, ...more });
  });

  it('gives way to each variable that is set', () => {
    const env = { ANTHROPIC_API_KEY: 'own', BACKEND_URL: 'https://own', WEBHOOK_PROXY_URL: 'https://own' };
    const reach = { backendUrl: 'https://stored', proxyUrl: 'https://stored' };
    expect(withStored(env, { ...nothing, reach, claude: { apiKey: 'stored' } })).toEqual(env);
  });
});

describe('addresses', () => {
  it.each([
    ['nectr.acme.dev', 'https://nectr.acme.dev', false],
    ['https://nectr.acme.dev/', 'https://nectr.acme.dev', false],
    ['http://localhost:3000', 'http://localhost:3000', true],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000', true],
  ])('of ours: %s', (given, url, isLocal) => expect(publicAddress(given)).toEqual({ url, isLocal }));

  it.each([
    'http://nectr.acme.dev',
    'https://u:p@acme.dev',
    'https://acme.dev/nectr',
    'https://',
    'ftp://acme.dev',
    'https://nectr.example.com/',
    '',
  ])('none of ours: %s', (given) => expect(() => publicAddress(given)).toThrow(Problem));

  it.each([
    ['github.com', 'https://github.com'],
    ['https://api.github.com', 'https://github.com'],
    ['ghe.acme.dev', 'https://ghe.acme.dev'],
  ])('of GitHub: %s', (given, url) => expect(githubAddress(given)).toBe(url));

  it('none of GitHub: our own example', () => expect(() => githubAddress('github.example.com')).toThrow(Problem));
});

describe('the manifest', () => {
  const place = {
    origin: 'http://localhost:3000',
    backendUrl: null,
    proxyUrl: 'https://smee.io/x',
    name: 'Nectr acme',
  };

  it('asks for what app.yml does, and has a reason for each of it', () => {
    const { default_permissions, default_events } = readAppManifest();
    expect(appManifest(place)).toMatchObject({ default_permissions, default_events, public: false });
    const { permissions, events } = grantReasons();
    expect(Object.fromEntries(permissions.map(({ name, level }) => [name, level]))).toEqual(default_permissions);
    expect(events.map(({ name }) => name)).toEqual(default_events);
    const text = readFileSync('app.yml', 'utf8');
    for (const { name, why } of [...permissions, ...events]) {
      expect(why.length).toBeGreaterThan(10);
      // Also where the App is registered by hand.
      const reason = `  # ${why.slice(0, 1).toUpperCase()}${why.slice(1)}.\n`;
      expect(
        [`${reason}  ${name}: `, `${reason}  - ${name}\n`].some((lines) => text.includes(lines)),
        name,
      ).toBe(true);
    }
  });

  it('leads back here, and deliveries over the channel', () => {
    expect(appManifest(place)).toMatchObject({
      hook_attributes: { url: 'https://smee.io/x', active: true },
      redirect_url: 'http://localhost:3000/setup/github',
      setup_url: 'http://localhost:3000/setup/installed',
      callback_urls: ['http://localhost:3000/auth/github/callback'],
    });
    expect(appManifest({ ...place, backendUrl: 'https://n.acme.dev', proxyUrl: null })).toMatchObject({
      hook_attributes: { url: 'https://n.acme.dev/api/github/webhooks' },
      callback_urls: ['https://n.acme.dev/auth/github/callback'],
    });
  });

  it('goes to the page of the owner', () => {
    expect(manifestForm('https://github.com', null, 's')).toBe('https://github.com/settings/apps/new?state=s');
    expect(manifestForm('https://github.com', 'acme', 's')).toBe(
      'https://github.com/organizations/acme/settings/apps/new?state=s',
    );
  });
});

describe('in the database', () => {
  let database: TestDatabase;
  let source: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
    await source.initialize();
  });
  afterAll(async () => {
    await source.destroy();
    await database.close();
  });

  it('keeps what is stored encrypted, and says so where the key is another one', async () => {
    const stored = storedSettings(source, ['k'.repeat(40)]);
    expect(await stored.read()).toEqual(nothing);
    await stored.write('app', app);
    await stored.write('claude', { apiKey: null });
    expect(await stored.read()).toEqual({ ...nothing, app, claude: { apiKey: null } });
    const rows = JSON.stringify(await source.query('SELECT * FROM app_credentials'));
    for (const secret of [app.privateKey, app.webhookSecret, 'Iv1.7']) expect(rows).not.toContain(secret);
    await expect(storedSettings(source, ['o'.repeat(40)]).read()).rejects.toThrow('SECRET_KEY_PREVIOUS');
    expect(await storedSettings(source, ['n'.repeat(40), 'k'.repeat(40)]).read()).toMatchObject({ app });
    await stored.remove('app');
    await stored.remove('claude');
  });

  it('takes a link once, also where two come at once, and a state from its own session only', async () => {
    const grants = setupGrants(source);
    const link = await grants.makeLink();
    const [one, two] = await Promise.all([grants.useLink(link), grants.useLink(link)]);
    expect([one, two].filter((session) => session !== null)).toHaveLength(1);
    const session = one ?? two ?? '';
    expect(await Promise.all([grants.isSession(session), grants.isSession(link)])).toEqual([true, false]);
    const state = await grants.makeState(session);
    expect(await grants.useState(state, 'another')).toBe(false);
    expect(await grants.useState(state, session)).toBe(true);
    expect(await grants.useState(state, session)).toBe(false);
    await source.query(`UPDATE setup_grants SET expires_at = now() - interval '1 second'`);
    expect(await grants.isSession(session)).toBe(false);
    const unused = await grants.makeLink();
    await grants.endLinks();
    expect(await grants.useLink(unused)).toBeNull();
  });

  it('tells of a change of another process, and again until it could be used', async () => {
    const stored = storedSettings(source, ['k'.repeat(40)]);
    const told: Stored[] = [];
    let fails = true;
    const watch = watchStored({
      stored,
      first: await stored.read(),
      used: (next) => withStored({}, next),
      isWaiting: () => true,
      log: { error: () => undefined },
      changed: async (next) => {
        if (fails) throw new Error('not yet');
        told.push(next);
      },
    });
    await watch.look();
    await stored.write('github', { url: 'https://github.com' });
    await watch.look();
    expect(told).toEqual([]);
    await stored.write('app', app);
    await watch.look();
    fails = false;
    await expect.poll(() => told).toMatchObject([{ app: { appId: 7 } }]);
    await watch.stop();
  });
});
