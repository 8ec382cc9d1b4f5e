import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { appManifest } from '../../src/setup/app-manifest.js';
import { convertCode } from '../../src/setup/convert-code.js';
import { pem } from '../app-key.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 'w'.repeat(40) });
});
afterEach(() => sandbox.close());

const place = {
  origin: 'http://localhost:3000',
  backendUrl: null,
  proxyUrl: 'https://smee.example/x',
  name: 'Nectr acme',
};
const form = (path: string, fields: Record<string, string>) =>
  fetch(`${sandbox.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const create = async (name: string, path = '/settings/apps') => {
  const answer = await form(path, { manifest: JSON.stringify(appManifest(place)), name, state: 's', login: 'acme' });
  return { answer, code: new URL(answer.headers.get('location') ?? 'http://none').searchParams.get('code') ?? '' };
};

describe('an App from a manifest', () => {
  it('refuses a webhook that only this machine reaches', async () => {
    const manifest = JSON.stringify(appManifest({ ...place, proxyUrl: null }));
    const answer = await form('/settings/apps/new?state=s', { manifest });
    expect([answer.status, await answer.text()]).toEqual([
      422,
      expect.stringContaining("isn't reachable over the public Internet (localhost)"),
    ]);
  });

  it('refuses a name that is taken or too long, and what is no manifest', async () => {
    expect((await create('Nectr acme')).answer.status).toBe(302);
    expect(await (await create('NECTR acme')).answer.text()).toContain('Name is already taken');
    expect(await (await create('n'.repeat(35))).answer.text()).toContain('too long');
    expect((await form('/settings/apps/new', { manifest: '{}' })).status).toBe(422);
    expect((await form('/settings/apps/new', { manifest: 'no' })).status).toBe(422);
  });

  it('belongs to an organisation that one owns', async () => {
    const path = '/organizations/acme-org/settings/apps';
    expect((await create('Nectr', path)).answer.status).toBe(404);
    sandbox.state.owners.set('acme-org', new Set(['acme']));
    const { code } = await create('Nectr', path);
    expect(await convertCode(sandbox.url, code)).toMatchObject({ owner: { login: 'acme-org', type: 'Organization' } });
  });

  it('gives its credentials for the code once, within an hour', async () => {
    const { code } = await create('Nectr acme');
    const app = await convertCode(sandbox.url, code);
    expect(app).toMatchObject({ appId: sandbox.state.appId, slug: 'nectr-acme', webhookSecret: expect.any(String) });
    await expect(convertCode(sandbox.url, code)).rejects.toMatchObject({ status: 422 });
    const { code: late } = await create('Nectr two');
    const held = sandbox.state.registration.codes.get(late);
    if (held) held.at -= 3_600_001;
    await expect(convertCode(sandbox.url, late)).rejects.toMatchObject({ status: 422 });
    await expect(convertCode('http://127.0.0.1:9', 'x')).rejects.toMatchObject({ status: 502 });
  });
});
