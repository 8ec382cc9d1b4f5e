import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Caller } from '../access/caller.js';
import type { ReadAccess } from '../access/tenancy/access.js';
import type { KnownRepository } from '../api/door/api-env.js';
import { countRequest, RATE_LIMITS, type RateLimits } from '../api/door/count-request.js';
import type { Actor } from '../api/door/carry-out.js';
import { findRepository, requireLevel, visibleRepositories, type Needs } from '../api/door/needs.js';
import { openTenant, type Tenant } from '../api/door/open-tenant.js';
import { notFound } from '../api/door/problem.js';
import { enterAudit } from '../api/door/record-audit.js';
import type { KnowledgeGraph } from '../graph/knowledge-graph.js';

/** What the tools need of the rest. */
export interface McpPorts {
  /** Without the system's scope, as the API's. */
  source: DataSource;
  readAccess: ReadAccess;
  graph: KnowledgeGraph;
  /** Such as `https://github.com`. */
  githubUrl: string;
  limits?: RateLimits;
  /** How long a call waits for the review of a diff before it answers that it is running; 45 s unless told. */
  diffWaitMs?: number;
}

/** One call of one caller: what it may see, and the way to it. */
export interface McpSession extends Tenant, Actor {
  ports: McpPorts;
  /** A repository by its name, with this permission at least; a Problem if it cannot be seen or not changed. */
  repository(fullName: string, level: Needs['level']): Promise<KnownRepository>;
  /** Ids of all repositories that the caller can see. */
  repositoryIds(): Promise<number[]>;
  /** Counts a request of the caller; one too many is a Problem (429). */
  count(policy: keyof RateLimits): Promise<void>;
}

/**
 * A session asks GitHub once, however many questions its call has. `ip`: where the call comes from; null: unknown.
 * `readOnly`: the database refuses every change.
 */
export function openSession(
  ports: McpPorts,
  { caller, ip }: { caller: Caller; ip: string | null },
  { readOnly }: { readOnly: boolean },
): McpSession {
  const { access, tenant } = openTenant(ports, caller.userId, { readOnly });
  // A call of a tool has no name of its own.
  const requestId = `mcp:${randomUUID()}`;
  return {
    caller,
    ports,
    requestId,
    access,
    tenant,
    repository: async (fullName, level) => {
      const repository = findRepository(await access(), fullName);
      if (repository === null) throw notFound('repository');
      requireLevel(repository, level);
      return repository;
    },
    repositoryIds: async () => visibleRepositories(await access()).map(({ id }) => id),
    audit: (manager, change) => enterAudit(manager, { caller, ip, requestId }, change),
    count: async (policy) => {
      await countRequest(ports.source, caller.userId, policy, ports.limits ?? RATE_LIMITS);
    },
  };
}
