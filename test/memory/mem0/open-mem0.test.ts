import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inspectMem0 } from '../../../src/memory/mem0/inspect-mem0.js';
import { openMem0 } from '../../../src/memory/mem0/open-mem0.js';
import { startMem0Server, type Mem0Server } from './mem0-server.js';
import { KEY } from './mem0-state.js';

const times = { read: 2000, write: 2000, poll: 5, event: 60, away: 50, refused: 30_000 };
let server: Mem0Server;
const log = { warn: vi.fn(), error: vi.fn() };

beforeEach(async () => {
  server = await startMem0Server('open-source');
  log.warn.mockReset();
  log.error.mockReset();
});
afterEach(() => server.close());

const open = (apiKey = KEY) => openMem0({ apiKey, host: server.url }, { appId: 12, log, times });

it('opens quietly, also below a path', async () => {
  expect(await open()).toHaveProperty('search');
  expect(log.warn).not.toHaveBeenCalled();
  expect(await inspectMem0({ apiKey: KEY, host: server.url }, times)).toEqual({ speaks: 'open-source' });
  await expect(inspectMem0({ apiKey: KEY, host: `${server.url}/docs` }, times)).rejects.toMatchObject({
    trouble: 'unknown',
  });
});

it('H2: a server that answers without a key is off, with one line; the start goes on', async () => {
  server.state.open = 'all';
  expect(await open()).toEqual({ off: expect.stringContaining('without a key') });
  expect(log.error.mock.calls).toEqual([[{ trouble: 'open' }, expect.stringContaining('Mem0 is off')]]);
  expect(log.warn).not.toHaveBeenCalled();
  await expect(inspectMem0({ apiKey: KEY, host: server.url }, times)).rejects.toMatchObject({ trouble: 'open' });
});

it('says why it is not ready, and is asked again later', async () => {
  server.fault = { kind: 'status', status: 500 };
  const index = await open();
  expect(log.warn.mock.calls).toEqual([[expect.anything(), expect.stringContaining('Mem0 cannot be reached')]]);
  if ('off' in index) throw new Error('it may come back');
  server.fault = null;
  const asked = { installationId: 7, text: 'dates', limit: 3 };
  await expect.poll(() => index.search(asked, AbortSignal.timeout(5000)).catch(() => null)).toEqual([]);
});

it('a wrong key is named, and does not stand in the log', async () => {
  expect(await open('m0-of-somebody-else')).toHaveProperty('search');
  expect(JSON.stringify(log.warn.mock.calls)).toContain('MEM0_API_KEY');
  expect(JSON.stringify(log.warn.mock.calls)).not.toContain('m0-of-somebody-else');
});

it('the SDK is loaded by whoever speaks with the platform, and by nobody else', async () => {
  const { metafile } = await build({
    entryPoints: ['src/main.ts', 'src/cli.ts', 'src/lambda.ts'],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const { outputs } = metafile;
  const withSdk = (name: string, kinds: readonly string[], seen = new Set<string>()): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    return (outputs[name]?.imports ?? []).some(
      ({ path, kind }) => kinds.includes(kind) && (path === 'mem0ai' || withSdk(path, kinds, seen)),
    );
  };
  for (const entry of ['dist/main.js', 'dist/cli.js', 'dist/lambda.js']) {
    expect([entry, withSdk(entry, ['import-statement'])]).toEqual([entry, false]);
    expect([entry, withSdk(entry, ['import-statement', 'dynamic-import'])]).toEqual([entry, true]);
  }
  const platform = Object.keys(outputs).filter((name) => outputs[name]?.imports.some(({ path }) => path === 'mem0ai'));
  expect(platform).toEqual([expect.stringContaining('platform-dialect')]);
});
