import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Caller } from '../access/caller.js';
import type { Access, ReadAccess } from '../access/tenancy/access.js';
import { withTenant } from '../access/tenancy/with-tenant.js';
import type { KnownRepository } from '../api/door/api-env.js';
import { countRequest, RATE_LIMITS, type RateLimits } from '../api/door/count-request.js';
import { findRepository, requireLevel, visibleRepositories, type Needs } from '../api/door/needs.js';
import { notFound } from '../api/door/problem.js';
import { enterAudit, type AuditedChange } from '../api/door/record-audit.js';
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
}

/** One call of one caller: what it may see, and the way to it. */
export interface McpSession {
  caller: Caller;
  ports: McpPorts;
  /** Ours: a call of a tool has no name of its own. */
  requestId: string;
  access(): Promise<Access>;
  /** One transaction that sees the caller's installations and nothing else. */
  tenant<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** A repository by its name, with this permission at least; a Problem if it cannot be seen or not changed. */
  repository(fullName: string, level: Needs['level']): Promise<KnownRepository>;
  /** Ids of all repositories that the caller can see. */
  repositoryIds(): Promise<number[]>;
  /** Enters what the call changes in the audit log, in the transaction that changes it. */
  audit(manager: EntityManager, change: AuditedChange): Promise<void>;
  /** Counts a request of the caller; one too many is a Problem (429). */
  count(policy: keyof RateLimits): Promise<void>;
}

/** A session asks GitHub once, however many questions its call has. */
export function openSession(ports: McpPorts, caller: Caller): McpSession {
  let asked: Promise<Access> | null = null;
  const access = () => (asked ??= ports.readAccess(caller.userId));
  const requestId = `mcp:${randomUUID()}`;
  return {
    caller,
    ports,
    requestId,
    access,
    tenant: async (work) => {
      const { installations } = await access();
      return withTenant(
        ports.source,
        installations.map(({ id }) => id),
        work,
      );
    },
    repository: async (fullName, level) => {
      const repository = findRepository(await access(), fullName);
      if (repository === null) throw notFound('repository');
      requireLevel(repository, level);
      return repository;
    },
    repositoryIds: async () => visibleRepositories(await access()).map(({ id }) => id),
    audit: (manager, change) => enterAudit(manager, { caller, ip: null, requestId }, change),
    count: async (policy) => {
      await countRequest(ports.source, caller.userId, policy, ports.limits ?? RATE_LIMITS);
    },
  };
}
