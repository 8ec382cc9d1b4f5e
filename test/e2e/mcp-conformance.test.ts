import { serve } from '@hono/node-server';
import { load } from 'js-yaml';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/version.js';
import { addUser } from '../api/api-rig.js';
import { conformanceServer } from '../mcp/conformance/fixture-server.js';
import { openMcpRig, type McpRig } from '../mcp/mcp-rig.js';

const SUITE = join(packageFolder, 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');
/** The suite needs Node 22 (`fs.globSync`): where this is older, `NODE_22` names one. */
const NODE = Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : process.env.NODE_22;

let rigs: Record<'fixtures' | 'product', McpRig>;
let folder = '';
const servers: Server[] = [];
beforeAll(async () => {
  rigs = { fixtures: await openMcpRig({}, conformanceServer), product: await openMcpRig() };
  folder = mkdtempSync(join(tmpdir(), 'nectr-conformance-'));
});
afterAll(async () => {
  for (const server of servers) server.close();
  await Promise.all(Object.values(rigs).map((rig) => rig.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(NODE === undefined)('the conformance suite of MCP (needs Node 22; NODE_22 names one)', () => {
  it.each([
    ['fixtures', '2025-11-25'],
    ['fixtures', '2026-07-28'],
    ['product', '2025-11-25'],
    ['product', '2026-07-28'],
  ] as const)('%s at %s: fails where it is said, and nowhere else', async (name, revision) => {
    const file = join(packageFolder, 'test', 'mcp', 'conformance', 'expected-failures', `${name}-${revision}.yml`);
    const results = join(folder, `${name}-${revision}`);
    const args = ['--requirements', revision, '--expected-failures', file, '-o', results];
    const { code, output } = await run(await withToken(rigs[name]), args);
    process.stdout.write(`${name} at ${revision}, checks: ${/Total: (.*)/.exec(output)?.[1] ?? 'no figures'}\n`);
    expect(code, output.slice(-4000)).toBe(0);
    // The suite judges neither what it does not score nor entries of checks that no longer exist.
    const { server: listed } = load(readFileSync(file, 'utf8')) as { server: string[] };
    expect(failedOf(results, listed).toSorted()).toEqual(listed.toSorted());
  });

  it('does not put up with an entry that passes', async () => {
    const file = join(folder, 'stale.yml');
    writeFileSync(file, 'server:\n  - tools-list\n');
    const args = ['--scenario', 'tools-list', '--spec-version', '2026-07-28', '--expected-failures', file];
    const { code, output } = await run(await withToken(rigs.product), args);
    expect(output).toContain('Stale baseline entries');
    expect(code).toBe(1);
  });
});

/** The suite sends no token of its own: what stands before the server adds one. */
async function withToken(rig: McpRig): Promise<string> {
  const token = await rig.token(await addUser(rig.system, `agent${servers.length}`), ['mcp']);
  const fetch = (request: Request) => {
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    const { method, body } = request;
    const sent = body === null ? {} : { body, duplex: 'half' as const };
    return rig.routes.fetch(new Request(request.url, { method, headers, ...sent } as RequestInit));
  };
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

function run(url: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const options = { cwd: folder, timeout: 170_000, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    execFile(NODE!, [SUITE, 'server', '--url', url, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` }),
    );
  });
}

/** Each `scenario:check` that failed or was warned of, as the list names it: those of a scenario that is listed whole are one. */
function failedOf(results: string, listed: readonly string[]): string[] {
  const failed = readdirSync(results).flatMap((name) => {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT/.exec(name)?.[1] ?? name;
    const checks = JSON.parse(readFileSync(join(results, name, 'checks.json'), 'utf8')) as {
      id: string;
      status: string;
    }[];
    return checks
      .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
      .map(({ id }) => (listed.includes(scenario) ? scenario : `${scenario}:${id}`));
  });
  return [...new Set(failed)];
}
