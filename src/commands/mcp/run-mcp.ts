import type { DataSource } from 'typeorm';
import { redact, registerSecret } from '../../access/redact.js';
import type { Config } from '../../config.js';
import { secretKeyFile } from '../../database/secret-key-file.js';
import { approveTools } from '../../integrations/mcp-client/approve-tools.js';
import { knownServer } from '../../integrations/mcp-client/known-servers.js';
import { listServers, type ListedServer } from '../../integrations/mcp-client/list-servers.js';
import { McpError } from '../../integrations/mcp-client/mcp-error.js';
import { testServer } from '../../integrations/mcp-client/test-server.js';
import { countOf } from '../../words/count-of.js';
import type { Env } from '../command-line.js';
import { mcpServerText } from './mcp-server-text.js';
import { printResult } from '../print-result.js';
import { withDatabase } from '../with-database.js';

interface Call {
  source: DataSource;
  config: Config;
  json: boolean;
}

interface Wanted {
  verb: 'list' | 'approve' | 'test';
  /** Of a server; empty of `list`. */
  name: string;
  installation: string | null;
  json: boolean;
}

/** `nectr mcp` with what was asked for. Sets the exit code as its help says. */
export async function runMcp(env: Env, { verb, name, installation, json }: Wanted): Promise<void> {
  await withDatabase(env, 'mcp', async (source, config) => {
    const call = { source, config, json };
    const servers = await listServers(source);
    if (verb === 'list') return list(call, servers);
    const server = find(servers, name, installation);
    if (server === null) return;
    return verb === 'approve' ? approve(call, server) : test(call, server);
  });
}

function list({ json, config }: Call, servers: ListedServer[]): void {
  const unused = config.mcpServers.filter(({ kind }) =>
    servers.every(({ installationId, name }) => installationId !== null || name !== kind),
  );
  const text = [
    ...servers.map(mcpServerText),
    ...unused.map(({ kind, url }) => `${kind}  the operator's, ${url}\n  not asked yet\n`),
  ].join('');
  printResult(json, servers, text === '' ? 'No MCP server is set.\n' : redact(text));
}

/** Null: why is said. */
function find(servers: ListedServer[], name: string, installation: string | null): ListedServer | null {
  const found = servers.filter(
    (one) => one.name === name && (installation === null || String(one.installationId) === installation),
  );
  const [server] = found;
  if (server !== undefined && found.length === 1) return server;
  process.stderr.write(
    server === undefined
      ? `There is no MCP server ${JSON.stringify(name)} that was asked or added; \`nectr mcp list\` shows them.\n`
      : `Several have a server ${name}: say which one with --installation.\n`,
  );
  process.exitCode = 2;
  return null;
}

async function approve({ source, json }: Call, { id, name, pending }: ListedServer): Promise<void> {
  const done =
    pending === null ? 'same' : await approveTools(source.manager, id, { hash: pending.hash, by: 'operator' });
  const said = {
    approved: `${name} is asked with its ${countOf(pending?.tools.length ?? 0, 'tool')} from now on.`,
    same: `The tools of ${name} have not changed: there is nothing to approve.`,
    changed: `The tools of ${name} have changed again meanwhile: look at them once more.`,
    unknown: `${name} was taken away meanwhile.`,
  }[done];
  printResult(json, { name, result: done }, `${said}\n`);
  if (done !== 'approved' && done !== 'same') process.exitCode = 1;
}

async function test({ source, config, json }: Call, { id, name }: ListedServer): Promise<void> {
  for (const { token } of config.mcpServers) if (token !== null) registerSecret(token);
  const [first = secretKeyFile(config.dataFolder), ...rest] = config.secretKeys;
  try {
    const server = await knownServer(source, id, { operator: config.mcpServers, secretKeys: [first, ...rest] });
    if (server === null) throw new McpError('changed', 'it was taken away meanwhile');
    const { tools, isPinned } = await testServer(server, config.allowedPrivateHosts);
    const names = tools.map((tool) => tool.name.slice(0, 100));
    const changed = isPinned ? '' : `Its tools have changed: it is not asked until \`nectr mcp approve ${name}\`.\n`;
    printResult(json, { name, tools: names, isPinned }, `${name} answers: ${names.join(', ')}\n${changed}`);
    if (!isPinned) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof McpError)) throw error;
    printResult(json, { name, error: error.message }, `${name}: ${redact(error.message)}\n`);
    process.exitCode = 1;
  }
}
