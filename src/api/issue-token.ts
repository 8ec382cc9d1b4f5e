import type { Scope } from '../access/caller.js';
import { createToken } from '../access/tokens/create-token.js';
import { listTokens, type ListedToken } from '../access/tokens/list-tokens.js';
import type { Tenant } from './door/open-tenant.js';
import { Problem } from './door/problem.js';
import { enterAudit, type Audited } from './door/record-audit.js';

/** Good ones of one person. */
const MOST_TOKENS = 100;

/**
 * Makes an API token for whoever asks. It opens all that they can see: the administrators of each installation are told.
 * Throws a Problem (409) where somebody has too many.
 */
export async function issueToken(
  { access, tenant }: Tenant,
  by: Audited,
  { name, scopes, days }: { name: string; scopes: readonly Scope[]; days: number },
): Promise<ListedToken & { token: string }> {
  const { userId } = by.caller;
  const { installations } = await access();
  return tenant(async (manager) => {
    if ((await listTokens(manager, userId)).length >= MOST_TOKENS)
      throw new Problem(409, `You have ${MOST_TOKENS} tokens: revoke those that are not used.`);
    const created = await createToken(manager, { userId, name, scopes, days });
    const details = { name, scopes: created.scopes, expires_at: created.expiresAt };
    const change = { action: 'token.created', objectType: 'token', objectId: created.id, details };
    for (const { id } of installations) await enterAudit(manager, by, { installationId: id, ...change });
    return created;
  });
}
