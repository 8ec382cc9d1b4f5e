import type { DataSource } from 'typeorm';
import { sha256 } from '../access/sha256.js';
import { createBreakers } from '../turns/service-breaker.js';
import { askFurther } from './further/ask-further.js';
import { askLinear } from './linear/ask-linear.js';
import { issueKeys } from './linear/issue-keys.js';
import { knownServers, type ServerSecrets } from './mcp-client/known-servers.js';
import { McpError } from './mcp-client/mcp-error.js';
import { mcpTimes, type McpTimes } from './mcp-client/mcp-times.js';
import { keepOperatorServers } from './mcp-client/operator-servers.js';
import { safeWords } from './mcp-client/safe-words.js';
import { sourceName } from './mcp-client/source-name.js';
import type {
  AskedChange,
  AskService,
  ContextItem,
  McpKind,
  McpServerAccess,
  MissingContext,
} from './mcp-client/types.js';
import { askedPaths, askSentry } from './sentry/ask-sentry.js';
import { askSlack, slackQueries } from './slack/ask-slack.js';

/** A server that was away or silent is left alone for so long, so that not every review waits for it. */
const LEFT_ALONE_MS = 30_000;

/** How each kind of service is asked, and whether there is anything to ask it about a change. */
const SERVICES: Readonly<Record<McpKind, { ask: AskService; knows(change: AskedChange): boolean }>> = {
  linear: { ask: askLinear, knows: (change) => issueKeys(change).length > 0 },
  sentry: { ask: askSentry, knows: (change) => askedPaths(change).length > 0 },
  slack: { ask: askSlack, knows: (change) => slackQueries(change).length > 0 },
  other: { ask: askFurther, knows: ({ title }) => safeWords(title) !== '' },
};

/** What a change belongs to outside of its repository: Linear, Sentry, Slack and other servers, over MCP. */
export interface Surroundings {
  /**
   * All that the servers of an installation say of a change, asked side by side. One that cannot be asked takes nothing
   * along: it is named in `missing`. Throws what the database throws, and the reason of `signal`.
   */
  read(
    installationId: number,
    change: AskedChange,
    signal: AbortSignal,
  ): Promise<{ items: ContextItem[]; missing: MissingContext[] }>;
  /** Whether a Sentry is set for an installation. Throws what the database throws. */
  hasErrors(installationId: number): Promise<boolean>;
  /** Errors of Sentry about one path; none where no Sentry is set. Throws McpError. */
  relatedErrors(installationId: number, change: AskedChange, path: string, signal: AbortSignal): Promise<ContextItem[]>;
}

interface SurroundingsSettings extends ServerSecrets {
  source: DataSource;
  allowedPrivateHosts: readonly string[];
  times?: McpTimes;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** The servers of the database, and those that the operator's environment names. None is asked before it is used. */
export function createSurroundings(settings: SurroundingsSettings): Surroundings {
  const { source, allowedPrivateHosts, times = mcpTimes, log, operator } = settings;
  const breakers = createBreakers(leftAlone);
  let kept: Promise<void> | null = null;
  const keep = (): Promise<void> =>
    (kept ??= keepOperatorServers(source, operator).catch((error: unknown) => {
      kept = null;
      throw error;
    }));
  // At once: whom a server is for, and that one is gone, holds from now on. Where it fails it is tried before the first use.
  keep().catch((error: unknown) => log.warn({ err: error }, "the operator's MCP servers are not noted yet"));

  const serversOf = async (installationId: number): Promise<McpServerAccess[]> => {
    await keep();
    return knownServers(source, installationId, settings);
  };

  const ask = async (server: McpServerAccess, change: AskedChange, signal: AbortSignal): Promise<ContextItem[]> => {
    const breaker = breakers.of(server.id, sha256(JSON.stringify([server.url, server.authorization])));
    const service = SERVICES[server.kind];
    // The SDK is many modules: whoever asks nobody does not wait for them.
    const { askServer } = await import('./mcp-client/ask-server.js');
    return breaker.run(() =>
      askServer(
        server,
        (session) => service.ask(session, change, sourceName(server)),
        { source, allowedPrivateHosts, times },
        signal,
      ),
    );
  };

  return {
    read: async (installationId, change, signal) => {
      const servers = await serversOf(installationId);
      if (servers.length === 0) log.info({ installationId }, 'no MCP server is set: nothing is asked beside GitHub');
      const asked = servers.filter(({ kind }) => SERVICES[kind].knows(change));
      const answers = await Promise.all(
        asked.map(async (server) => {
          try {
            return { server, items: await ask(server, change, signal), reason: null };
          } catch (error) {
            if (!(error instanceof McpError)) throw error;
            log.warn(
              { installationId, server: server.name, trouble: error.trouble },
              `${server.name}: ${error.message}`,
            );
            return { server, items: [], reason: error.message };
          }
        }),
      );
      return {
        items: answers.flatMap(({ items }) => items),
        missing: answers.flatMap(({ server, reason }) =>
          reason === null ? [] : [{ source: sourceName(server), reason }],
        ),
      };
    },
    hasErrors: async (installationId) => (await serversOf(installationId)).some(({ kind }) => kind === 'sentry'),
    relatedErrors: async (installationId, change, path, signal) => {
      const servers = (await serversOf(installationId)).filter(({ kind }) => kind === 'sentry');
      const asked = { ...change, paths: [path] };
      if (askedPaths(asked).length === 0) return [];
      return (await Promise.all(servers.map((server) => ask(server, asked, signal)))).flat();
    },
  };
}

function leftAlone(error: unknown) {
  if (!(error instanceof McpError) || (error.trouble !== 'late' && error.trouble !== 'away')) return null;
  const { trouble, message } = error;
  return {
    forMs: LEFT_ALONE_MS,
    again: () => new McpError(trouble, `${message} a moment ago; it is left alone for ${LEFT_ALONE_MS / 1000} s`),
  };
}
