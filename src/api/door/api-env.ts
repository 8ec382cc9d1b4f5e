import type { InstallationAccess, RepositoryAccess } from '../../access/tenancy/access.js';
import type { Caller } from '../../access/caller.js';
import type { CountedRequest } from '../../access/count-requests.js';
import type { Tenant } from './open-tenant.js';

/** A repository that the caller can see and that our tables know. */
export type KnownRepository = RepositoryAccess & { id: number; installation: InstallationAccess };

/** What a route finds in its context. */
export interface ApiEnv {
  Variables: Tenant & {
    requestId: string;
    caller: Caller;
    /** Null: the request is not counted yet. */
    counted: CountedRequest | null;
    /** Where the request comes from; null: unknown. */
    ip: string | null;
    /** Of a route below `/repos/{owner}/{repo}`. */
    repository: KnownRepository;
    /** Of a route below `/installations/{id}`. */
    installation: InstallationAccess;
  };
}
