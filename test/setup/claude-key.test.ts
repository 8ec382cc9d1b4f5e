import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { readConfig } from '../../src/config.js';
import { createDataSource } from '../../src/database/data-source.js';
import { setupGrants } from '../../src/setup/grants.js';
import type { SetupPorts } from '../../src/setup/ports.js';
import { steps } from '../../src/setup/setup-steps.js';
import { storedSettings } from '../../src/setup/stored.js';
import { withStored } from '../../src/setup/with-stored.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const KEY = `sk-ant-${'a'.repeat(40)}`;
const quiet = () => undefined;

describe('the step of set-up that asks for a Claude key', () => {
  let database: TestDatabase;
  let source: DataSource;
  let anthropic: ScriptedAnthropic;
  let changes: number;
  beforeAll(async () => {
    database = await createTestDatabase();
    source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
    await source.initialize();
    anthropic = await startScriptedAnthropic({ apiKey: KEY });
  });
  beforeEach(async () => {
    changes = 0;
    await stored().remove('claude');
  });
  afterAll(async () => {
    await anthropic.close();
    await source.destroy();
    await database.close();
  });

  const stored = () => storedSettings(source, ['k'.repeat(40)]);
  const ports = (env: Record<string, string> = {}): SetupPorts => ({
    source,
    stored: stored(),
    grants: setupGrants(source),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    env: { ANTHROPIC_BASE_URL: anthropic.url, ...env },
    config: () => readConfig({}),
    changed: async () => void (changes += 1),
    trouble: () => null,
    isAdministrator: null,
  });

  it('keeps a key that Anthropic takes, encrypted, and puts it to use', async () => {
    await steps.claude(ports(), { key: KEY });
    const kept = await stored().read();
    expect(kept.claude).toEqual({ apiKey: KEY });
    expect(changes).toBe(1);
    expect(withStored({}, kept)).toEqual({ ANTHROPIC_API_KEY: KEY });
    expect(JSON.stringify(await source.query('SELECT * FROM app_credentials'))).not.toContain(KEY);
    expect(anthropic.requests).toEqual([]);
  });

  it.each([
    ['is none', 'hello', {}, 422, 'This is no key'],
    ['is refused', `sk-ant-${'b'.repeat(40)}`, {}, 422, 'does not take this key'],
    ['may not use the model', KEY, { ANTHROPIC_MODEL: 'claude-of-tomorrow' }, 422, 'may not use claude-of-tomorrow'],
    ['gets no answer', KEY, { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' }, 502, 'does not answer this machine'],
  ])('says why, and keeps nothing of a key that %s', async (_, key, env, status, says) => {
    await expect(steps.claude(ports(env), { key })).rejects.toMatchObject({
      status,
      message: expect.stringContaining(says) as string,
    });
    expect((await stored().read()).claude).toBeNull();
    expect(changes).toBe(0);
  });

  it('can be skipped, also where a key was kept: the rules review alone from then on', async () => {
    await steps.claude(ports(), { key: KEY });
    await steps.claude(ports(), { skip: true });
    const kept = await stored().read();
    expect(kept.claude).toEqual({ apiKey: null });
    expect(withStored({}, kept)).toEqual({});
    expect(changes).toBe(2);
  });

  it('leaves a key of the environment as it is', async () => {
    await expect(steps.claude(ports({ ANTHROPIC_API_KEY: KEY }), { skip: true })).rejects.toMatchObject({
      status: 409,
    });
    expect((await stored().read()).claude).toBeNull();
  });
});
