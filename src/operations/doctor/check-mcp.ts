import type { DataSource } from 'typeorm';
import type { Config, McpConfig } from '../../config.js';
import { listServers, type ListedServer } from '../../integrations/mcp-client/list-servers.js';
import { McpError, type McpTrouble } from '../../integrations/mcp-client/mcp-error.js';
import { countOf } from '../../words/count-of.js';
import { green, ofTenants, red, type Check } from './check.js';

export interface McpCheckPorts {
  config: Pick<Config, 'mcpServers'>;
  /** Without a database nothing is known of approvals and of the servers of installations. */
  source: DataSource | { failure: string };
  readMcp(server: McpConfig): Promise<{ tools: number }>;
}

/** A line for each MCP server: the operator's are asked, those of installations are as they were met the last time. */
export async function checkMcp({ config: { mcpServers }, source, readMcp }: McpCheckPorts): Promise<Check[]> {
  const known = 'failure' in source ? [] : await listServers(source).catch(() => []);
  const accounts = 'failure' in source ? null : await listAccounts(source).catch(() => null);
  const ofOperator = mcpServers.map((server) =>
    checkOperator(
      server,
      known.find(({ installationId, name }) => installationId === null && name === server.kind),
      accounts,
      readMcp,
    ),
  );
  const ofInstallations = known.filter(({ installationId, enabled }) => installationId !== null && enabled);
  return [...(await Promise.all(ofOperator)), ...ofInstallations.map(checkKnown)].map(ofTenants);
}

async function checkOperator(
  server: McpConfig,
  known: ListedServer | undefined,
  accounts: readonly string[] | null,
  readMcp: McpCheckPorts['readMcp'],
): Promise<Check> {
  const name = `mcp ${server.kind}`;
  try {
    const { tools } = await readMcp(server);
    if (known?.pending) return changed(name, server.kind);
    const found = `${new URL(server.url).host} answers with ${countOf(tools, 'tool')}`;
    return checkReach(name, found, server, accounts ?? []) ?? green(name, found);
  } catch (error) {
    const trouble = error instanceof McpError ? error.trouble : null;
    return red(name, error instanceof Error ? error.message : 'no answer', mendMcp(trouble, server));
  }
}

/** Whose reviews are told what it holds: with several installations that is for the operator to say. Null: it is said. */
function checkReach(
  name: string,
  found: string,
  { kind, installations }: McpConfig,
  accounts: readonly string[],
): Check | null {
  const [, , variable] = VARIABLES[kind];
  const absent = installations.filter((login) => !accounts.includes(login));
  if (installations.length === 0 && accounts.length > 1)
    return red(
      name,
      `${found}; it is asked for all ${accounts.length} installations`,
      `set ${variable} to the accounts that may see what it holds, with commas between them: ${named(accounts)}`,
    );
  if (absent.length > 0 && accounts.length > 0)
    return red(
      name,
      `${found}; the App is not installed for ${named(absent)}`,
      `correct ${variable}: ${named(accounts)}`,
    );
  return null;
}

function named(logins: readonly string[]): string {
  const more = logins.length > MOST_NAMED ? ` and ${logins.length - MOST_NAMED} more` : '';
  return `${logins.slice(0, MOST_NAMED).join(', ')}${more}`;
}

const MOST_NAMED = 10;

/** Of the installations, in small letters. */
async function listAccounts(source: DataSource): Promise<string[]> {
  const rows: { login: string }[] = await source.query(
    `SELECT DISTINCT lower(account_login) AS login FROM installations WHERE deleted_at IS NULL ORDER BY login`,
  );
  return rows.map(({ login }) => login);
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
  linear: ['LINEAR_MCP_URL', 'LINEAR_API_KEY', 'LINEAR_MCP_INSTALLATIONS'],
  sentry: ['SENTRY_MCP_URL', 'SENTRY_AUTH_TOKEN', 'SENTRY_MCP_INSTALLATIONS'],
  slack: ['SLACK_MCP_URL', 'SLACK_MCP_TOKEN', 'SLACK_MCP_INSTALLATIONS'],
} as const;
