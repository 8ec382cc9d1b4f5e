import type { DataSource, EntityManager } from 'typeorm';
import type { Caller } from '../access/caller.js';
import type { Access, ReadAccess } from '../access/tenancy/access.js';
import { withTenant } from '../access/tenancy/with-tenant.js';
import { findRepository, requireLevel, visibleRepositories, type Needs } from '../api/door/needs.js';
import type { KnownRepository } from '../api/door/api-env.js';
import { notFound } from '../api/door/problem.js';
import type { KnowledgeGraph } from '../graph/knowledge-graph.js';

/** What the tools need of the rest. */
export interface McpPorts {
  /** Without the system's scope, as the API's. */
  source: DataSource;
  readAccess: ReadAccess;
  graph: KnowledgeGraph;
  /** Such as `https://github.com`. */
  githubUrl: string;
}

/** One request of one caller: what it may see, and the way to it. */
export interface McpSession {
  caller: Caller;
  ports: McpPorts;
  access(): Promise<Access>;
  /** One transaction that sees the caller's installations and nothing else. */
  tenant<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** A repository by its name, with this permission at least; a Problem if it cannot be seen or not changed. */
  repository(fullName: string, level: Needs['level']): Promise<KnownRepository>;
  /** Ids of all repositories that the caller can see. */
  repositoryIds(): Promise<number[]>;
}

/** A session asks GitHub once, however many questions one request has. */
export function openSession(ports: McpPorts, caller: Caller): McpSession {
  let asked: Promise<Access> | null = null;
  const access = () => (asked ??= ports.readAccess(caller.userId));
  return {
    caller,
    ports,
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
  };
}
