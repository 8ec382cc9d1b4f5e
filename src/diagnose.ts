import type { DataSource } from 'typeorm';
import { redact, registerSecret } from './access/redact.js';
import { secretsOfProvider } from './claude/providers/provider.js';
import { readModel } from './claude/read-model.js';
import type { AppConfig, Config } from './config.js';
import { appOctokit } from './github/client/app-octokit.js';
import { readApp } from './github/read/read-app.js';
import { readHook } from './github/read/read-hook.js';
import { readNewestDelivery } from './github/read/read-newest-delivery.js';
import type { Check } from './operations/doctor/check.js';
import { examine } from './operations/doctor/examine.js';
import { githubApiUrl } from './services.js';

/** The one list of `nectr doctor`, of `GET /api/v1/doctor` and of its page. Never throws; holds no secret. */
export async function diagnose(config: Config, source: DataSource | { failure: string }): Promise<Check[]> {
  for (const secret of secretsOf(config)) registerSecret(secret);
  const asApp = ({ appId, privateKey }: AppConfig) =>
    appOctokit({ appId, privateKey, baseUrl: githubApiUrl(config), pace: null });
  const checks = await examine({
    config,
    source,
    readApp: (app) => readApp(asApp(app)),
    readHook: (app) => readHook(asApp(app)),
    readDelivery: (app) => readNewestDelivery(asApp(app)),
    readModel: (claude) => readModel(claude, { thorough: true }),
    readNeo4j: async (neo4j) => (await import('./graph/neo4j/inspect-neo4j.js')).inspectNeo4j(neo4j),
    readMem0: async (mem0) => (await import('./memory/mem0/inspect-mem0.js')).inspectMem0(mem0),
    readMcp: async ({ url, authorization }) => {
      const { testServer } = await import('./integrations/mcp-client/test-server.js');
      const server = { url, authorization, installationId: null, toolsHash: null };
      return { tools: (await testServer(server, config.allowedPrivateHosts)).tools.length };
    },
    dataFolder: config.dataFolder,
    nodeVersion: process.version,
    now: () => new Date(),
  });
  return checks.map((check) => ({ ...check, found: redact(check.found) }));
}

/** What of it somebody may see who administers some installations only: no names of the others. */
export function withoutTenants(checks: readonly Check[]): Check[] {
  return checks.map((check) => {
    if (!check.namesTenants) return check;
    const [name = ''] = check.name.split(' ');
    return check.ok
      ? { ...check, name, found: 'well' }
      : { ...check, name, found: 'not well', mend: 'whoever runs this server sees more with `nectr doctor`' };
  });
}

function secretsOf({ claude, neo4j, mem0, login, mcpServers }: Config): string[] {
  const all = [
    ...(claude === null ? [] : secretsOfProvider(claude.provider)),
    neo4j?.password,
    mem0?.apiKey,
    login?.clientSecret,
  ];
  return [...all, ...mcpServers.map(({ token }) => token)].filter((one): one is string => typeof one === 'string');
}
