import type { EntityManager } from 'typeorm';
import { z } from 'zod';

/** Events after which somebody may see more or less than before, by their names without the action. */
const NAMES: ReadonlySet<string> = new Set([
  'installation',
  'installation_repositories',
  'installation_target',
  'repository',
  'member',
  'membership',
  'organization',
  'github_app_authorization',
]);

const WithId = z.object({ id: z.int().positive() }).nullish().catch(null);
const AccessEvent = z.object({
  installation: WithId,
  repository: WithId,
  sender: WithId,
  requester: WithId,
  member: WithId,
  membership: z.object({ user: WithId }).nullish().catch(null),
});

/**
 * Counts up the versions of whom an event names, so that every process asks GitHub again what they may see: the
 * installation, those that know the repository (one may have lost it to another), and the people. False: the event is
 * of another kind, or names nobody we know.
 */
export async function noteAccessChange(
  manager: EntityManager,
  { eventType, payload }: { eventType: string; payload: unknown },
): Promise<boolean> {
  if (!NAMES.has(eventType.split('.')[0] ?? '')) return false;
  const parsed = AccessEvent.safeParse(payload);
  if (!parsed.success) return false;
  const { installation, repository, sender, requester, member, membership } = parsed.data;
  const people = [sender, requester, member, membership?.user].flatMap((person) => person?.id ?? []);
  // In one order: two events at a time must not wait for each other.
  const [installations]: [unknown[], number] = await manager.query(
    `UPDATE installations SET access_version = access_version + 1
      WHERE id IN (SELECT id FROM installations
                    WHERE github_installation_id = $1
                       OR id IN (SELECT installation_id FROM repositories WHERE github_repo_id = $2)
                    ORDER BY id FOR UPDATE) RETURNING id`,
    [installation?.id ?? null, repository?.id ?? null],
  );
  const [users]: [unknown[], number] = await manager.query(
    `UPDATE users SET access_version = access_version + 1
      WHERE id IN (SELECT id FROM users WHERE github_id = ANY ($1) ORDER BY id FOR UPDATE) RETURNING id`,
    [people],
  );
  return installations.length + users.length > 0;
}
