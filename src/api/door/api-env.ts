import type { EntityManager } from 'typeorm';
import type { Access, InstallationAccess, RepositoryAccess } from '../../access/tenancy/access.js';
import type { Caller } from '../../access/caller.js';

/** A repository that the caller can see and that our tables know. */
export type KnownRepository = RepositoryAccess & { id: number; installation: InstallationAccess };

/** What a route finds in its context. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    caller: Caller;
    /** Where the request comes from; null: unknown. */
    ip: string | null;
    /** What the caller may see now; asked once a request. */
    access(): Promise<Access>;
    /** One transaction that sees the caller's installations and nothing else. */
    tenant<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
    /** Of a route below `/repos/{owner}/{repo}`. */
    repository: KnownRepository;
    /** Of a route below `/installations/{id}`. */
    installation: InstallationAccess;
  };
}
