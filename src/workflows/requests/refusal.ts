import type { DataSource, EntityManager } from 'typeorm';

/**
 * Why what a person asked for is not done, as a sentence. `not found`: there is nothing of this id in the installation
 * (404); `refused`: not as it is now (409); `reused`: the id of the request stands for another one (422).
 */
export interface Refusal {
  kind: 'not found' | 'refused' | 'reused';
  reason: string;
}

/** Ends a request: nothing of it stays in the database. */
export class RefusedRequestError extends Error {
  override readonly name = 'RefusedRequestError';
  constructor(
    readonly kind: Refusal['kind'],
    reason: string,
  ) {
    super(reason);
  }
}

/** A data source of the system, or the manager of a transaction of `withTenant`: then within that transaction. */
export type RequestSource = Pick<DataSource, 'transaction'>;

/** Carries a request out whole or not at all; a refusal is an answer. */
export async function wholeRequest<T>(
  source: RequestSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T | Refusal> {
  try {
    return await source.transaction(work);
  } catch (error) {
    if (!(error instanceof RefusedRequestError)) throw error;
    return { kind: error.kind, reason: error.message };
  }
}
