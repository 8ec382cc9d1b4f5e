import type { DataSource } from 'typeorm';
import type { Config, McpConfig } from '../config.js';
import { listServers, type ListedServer } from '../integrations/mcp-client/list-servers.js';
import { McpError, type McpTrouble } from '../integrations/mcp-client/mcp-error.js';
import { countOf } from '../words/count-of.js';
import { green, red, type Check } from './check.js';

export interface McpCheckPorts {
  config: Pick<Config, 'mcpServers'>;
  /** Without a database nothing is known of approvals and of the servers of installations. */
  source: DataSource | { failure: string };
  readMcp(server: McpConfig): Promise<{ tools: number }>;
}

/** A line for each MCP server: the operator's are asked, those of installations are as they were met the last time. */
export async function checkMcp({ config: { mcpServers }, source, readMcp }: McpCheckPorts): Promise<Check[]> {
  const known = 'failure' in source ? [] : await listServers(source).catch(() => []);
  const ofOperator = mcpServers.map((server) =>
    checkOperator(
      server,
      known.find(({ installationId, name }) => installationId === null && name === server.kind),
      readMcp,
    ),
  );
  const ofInstallations = known.filter(({ installationId, enabled }) => installationId !== null && enabled);
  return [...(await Promise.all(ofOperator)), ...ofInstallations.map(checkKnown)];
}

async function checkOperator(
  server: McpConfig,
  known: ListedServer | undefined,
  readMcp: McpCheckPorts['readMcp'],
): Promise<Check> {
  const name = `mcp ${server.kind}`;
  try {
    const { tools } = await readMcp(server);
    if (known?.pending) return changed(name, server.kind);
    return green(name, `${new URL(server.url).host} answers with ${countOf(tools, 'tool')}`);
  } catch (error) {
    const trouble = error instanceof McpError ? error.trouble : null;
    return red(name, error instanceof Error ? error.message : 'no answer', mendMcp(trouble, server));
  }
}

function checkKnown({ name, installationId, pending, lastError, tools }: ListedServer): Check {
  const of = `mcp ${name} (installation ${installationId})`;
  if (pending !== null) return changed(of, name);
  if (lastError !== null) return red(of, lastError, `run \`nectr mcp test ${name}\``);
  return green(of, tools === null ? 'not asked yet' : countOf(tools.length, 'tool'));
}

function changed(of: string, name: string): Check {
  const mend = `look at them with \`nectr mcp list\`, then \`nectr mcp approve ${name}\``;
  return red(of, 'its tools have changed: it is off until somebody approves them', mend);
}

function mendMcp(trouble: McpTrouble | null, { kind, token }: McpConfig): string {
  const [url, secret] = VARIABLES[kind];
  if (trouble === 'token') return token === null ? `set ${secret}` : `set ${secret} to a token that it accepts`;
  if (trouble === 'limited') return 'wait: it asks for less';
  return `can this machine reach it? Compare ${url} with the address of its MCP endpoint; reviews go on without it`;
}

const VARIABLES = {
  linear: ['LINEAR_MCP_URL', 'LINEAR_API_KEY'],
  sentry: ['SENTRY_MCP_URL', 'SENTRY_AUTH_TOKEN'],
  slack: ['SLACK_MCP_URL', 'SLACK_MCP_TOKEN'],
} as const;
