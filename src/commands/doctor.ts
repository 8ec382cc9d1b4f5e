import { DataSource } from 'typeorm';
import { redact, registerSecret } from '../access/redact.js';
import { readModel } from '../claude/read-model.js';
import type { AppConfig, Config } from '../config.js';
import { createDataSource } from '../database/data-source.js';
import { hasDatabase, isOwnDatabase } from '../database/embedded/own-database.js';
import { connectEmbedded } from '../database/embedded/embedded-postgres.js';
import { appOctokit } from '../github/client/app-octokit.js';
import { readApp } from '../github/read/read-app.js';
import { readHook } from '../github/read/read-hook.js';
import { appLink } from '../operations/app-link.js';
import type { Check } from '../operations/check.js';
import { runDoctor } from '../operations/doctor.js';
import { githubApiUrl } from '../services.js';
import { defineCommand } from './command-line.js';
import { configOrExit } from './process-life.js';

const HELP = `nectr doctor [options]

Looks at everything a review needs: configuration, disk, database, queues, the App on GitHub, sign-in, its webhook, Claude,
the graph, Mem0, the MCP servers.
Says what is wrong and how to mend it.

  --json                      the same for programs
  --app-link                  prints the page that registers the App instead
  --org <name>                of the App's owner, for --app-link
  --webhook-url <url>         where GitHub reaches this server, for --app-link

Ends with 0: all is well; 1: something is not.
`;

/** `nectr doctor`. */
export const command = defineCommand({
  name: 'doctor',
  help: HELP,
  options: {
    json: { type: 'boolean', default: false },
    'app-link': { type: 'boolean', default: false },
    org: { type: 'string' },
    'webhook-url': { type: 'string' },
  },
  mostArguments: 0,
  envFile: 'all',
  run: async (values, _args, env) => {
    const config = configOrExit(env);
    if (config === null) return;
    if (!values['app-link']) return diagnose(config, values.json);
    const { gheHost, GHE_PROTOCOL } = config;
    const link = appLink({ gheHost, protocol: GHE_PROTOCOL, org: values.org, webhookUrl: values['webhook-url'] });
    process.stdout.write(`${link}\n`);
  },
});

async function diagnose(config: Config, json: boolean): Promise<void> {
  if (config.claude !== null) registerSecret(config.claude.apiKey);
  if (config.neo4j !== null) registerSecret(config.neo4j.password);
  if (config.mem0 !== null) registerSecret(config.mem0.apiKey);
  if (config.login !== null) registerSecret(config.login.clientSecret);
  for (const { token } of config.mcpServers) if (token !== null) registerSecret(token);
  const { dataFolder } = config;
  const source = await openSource(config, dataFolder);
  const asApp = ({ appId, privateKey }: AppConfig) =>
    appOctokit({ appId, privateKey, baseUrl: githubApiUrl(config), pace: null });
  const checks = await runDoctor({
    config,
    source,
    readApp: (app) => readApp(asApp(app)),
    readHook: (app) => readHook(asApp(app)),
    readModel: (claude) => readModel(claude),
    readNeo4j: async (neo4j) => (await import('../graph/neo4j/inspect-neo4j.js')).inspectNeo4j(neo4j),
    readMem0: async (mem0) => (await import('../memory/mem0/inspect-mem0.js')).inspectMem0(mem0),
    readMcp: async ({ url, authorization }) => {
      const { testServer } = await import('../integrations/mcp-client/test-server.js');
      const server = { url, authorization, installationId: null, toolsHash: null };
      return { tools: (await testServer(server, config.allowedPrivateHosts)).tools.length };
    },
    dataFolder,
    nodeVersion: process.version,
    now: () => new Date(),
  });
  if (source instanceof DataSource) await source.destroy();
  process.stdout.write(json ? `${redact(JSON.stringify(checks, null, 2))}\n` : asText(checks));
  if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
}

async function openSource(config: Config, dataFolder: string): Promise<DataSource | { failure: string }> {
  if (config.databaseUrl === null && hasDatabase(dataFolder) && !isOwnDatabase(dataFolder))
    return {
      failure: `the embedded database in ${dataFolder} was not made here: the server takes it over when it starts`,
    };
  const url = config.databaseUrl ?? (await connectEmbedded(dataFolder));
  if (url === null) return { failure: `the embedded database in ${dataFolder} is not running` };
  const source = createDataSource({
    scope: 'system',
    url,
    poolSize: 2,
    applicationName: 'nectr doctor',
    queryTimeoutMs: 5000,
  });
  try {
    return await source.initialize();
  } catch (error) {
    return { failure: error instanceof Error ? redact(error.message) : 'no answer' };
  }
}

function asText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, ok, found, mend }) => {
      const line = `${ok ? '✓' : '✗'} ${name.padEnd(width)}  ${redact(found)}`;
      return mend === null ? `${line}\n` : `${line}\n  ${' '.repeat(width)}  → ${mend}\n`;
    })
    .join('');
}
