import type { DataSource, EntityManager } from 'typeorm';
import type { Access, ReadAccess } from '../../access/tenancy/access.js';
import { withTenant } from '../../access/tenancy/with-tenant.js';

/** What one person sees, and the way to it. */
export interface Tenant {
  /** What the person may see now; asked once, however often it is looked at. */
  access(): Promise<Access>;
  /** One transaction that sees the person's installations and nothing else. */
  tenant<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
}

/**
 * Opens the tables for one request of a person (`users.id`): nothing is asked of GitHub or of them before they are
 * used. `readOnly`: the database refuses every change.
 */
export function openTenant(
  { source, readAccess }: { source: DataSource; readAccess: ReadAccess },
  userId: number,
  { readOnly }: { readOnly: boolean },
): Tenant {
  let asked: Promise<Access> | null = null;
  const access = () => (asked ??= readAccess(userId));
  return {
    access,
    tenant: async (work) => {
      const { installations } = await access();
      const ids = installations.map(({ id }) => id);
      return withTenant(source, ids, work, { readOnly });
    },
  };
}
