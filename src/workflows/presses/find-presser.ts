import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { splitFullName } from '../../github/client/split-full-name.js';
import { readPermission } from '../../github/read/read-permission.js';
import { ButtonTarget } from '../../integrations/services/button-value.js';
import type { Connected } from '../../integrations/services/connected.js';
import { ServiceRefusedError } from '../../integrations/services/service-error.js';
import type { Permission } from '../executions/decide-approval.js';
import type { WorkflowPorts } from '../ports.js';

/** A press as the door has entered it. */
const Press = z.object({
  action: z.enum(['approve', 'reject', 'dismiss']),
  user_id: z.string().min(1),
  target: ButtonTarget,
  message_id: z.string().nullish(),
});
export type Press = z.output<typeof Press>;

/** Who pressed a button, as GitHub knows them, and what they may where it leads. */
export interface Presser {
  /** Ours. */
  userId: number;
  githubId: number;
  login: string;
  permission: Permission;
}

/** A press with who it was, or a sentence about why nobody is known to be it. */
export interface KnownPress {
  press: Press;
  integration: Connected;
  installationId: number;
  presser: Presser | { refused: string };
}

export interface PressPorts {
  source: DataSource;
  integrations: WorkflowPorts['integrations'];
  github: Pick<WorkflowPorts['github'], 'octokit'>;
}

interface Place {
  account: string;
  githubInstallationId: number;
  /** Null: what the button is about belongs to no repository. */
  repository: { githubRepoId: number; fullName: string } | null;
}

/**
 * Finds out who pressed a button, before anything is changed: the service tells the person's e-mail, our table whose it
 * is on GitHub, GitHub what they may. Null: what was entered is no press, or its integration is gone. Throws what GitHub
 * and the service throw that may pass.
 */
export async function findPresser(ports: PressPorts, eventId: string, signal: AbortSignal): Promise<KnownPress | null> {
  const rows: { installationId: number; integrationId: string; payload: unknown }[] = await ports.source.query(
    `SELECT installation_id AS "installationId", integration_id AS "integrationId", payload FROM events WHERE id = $1`,
    [eventId],
  );
  const [event] = rows;
  const read = Press.safeParse(event?.payload);
  if (event === undefined || !read.success) return null;
  const { installationId } = event;
  const press = read.data;
  let integration: Connected;
  try {
    integration = await ports.integrations.open(installationId, event.integrationId);
  } catch (error) {
    if (error instanceof ServiceRefusedError) return null;
    throw error;
  }
  const presser = await identify(ports, integration, { press, installationId }, signal);
  return { press, integration, installationId, presser };
}

async function identify(
  ports: PressPorts,
  integration: Connected,
  { press, installationId }: { press: Press; installationId: number },
  signal: AbortSignal,
): Promise<Presser | { refused: string }> {
  const { inbound, title } = integration.type;
  const emailOf = inbound?.emailOf;
  if (emailOf === undefined) return { refused: `${title} does not tell who you are.` };
  let email: string | null;
  try {
    email = await integration.use(signal, (call) => emailOf(call as never, press.user_id));
  } catch (error) {
    if (error instanceof ServiceRefusedError) return { refused: `${error.message}.` };
    throw error;
  }
  if (email === null)
    return { refused: `${title} does not tell your e-mail address, so nobody knows who you are on GitHub.` };
  const people: { userId: number; githubId: number; login: string }[] = await ports.source.query(
    `SELECT id AS "userId", github_id::float8 AS "githubId", login FROM users WHERE lower(email) = lower($1)`,
    [email],
  );
  const [person] = people;
  if (person === undefined || people.length > 1)
    return {
      refused: `Your e-mail address in ${title} belongs to nobody who has signed in here: show it on your GitHub profile, then sign in to Nectr once.`,
    };
  const place = await placeOf(ports.source, press.target, installationId);
  if (place === null) return { refused: 'What this button is about is gone.' };
  return { ...person, permission: await permissionIn(ports, place, person) };
}

/** Null: there is no such thing in the installation that the button came from. */
async function placeOf(source: DataSource, target: ButtonTarget, installationId: number): Promise<Place | null> {
  const [table, id] = target.kind === 'approval' ? ['workflow_runs', target.runId] : ['findings', target.findingId];
  const rows: (Omit<Place, 'repository'> & { githubRepoId: number | null; fullName: string | null })[] =
    await source.query(
      `SELECT i.account_login AS account, i.github_installation_id::float8 AS "githubInstallationId",
              p.github_repo_id::float8 AS "githubRepoId", p.full_name AS "fullName"
         FROM ${table} t JOIN installations i ON i.id = t.installation_id AND i.is_active
         LEFT JOIN repositories p ON p.id = t.repository_id
        WHERE t.id = $1 AND t.installation_id = $2`,
      [id, installationId],
    );
  const [row] = rows;
  if (row === undefined) return null;
  const { githubRepoId, fullName, ...place } = row;
  return { ...place, repository: githubRepoId === null || fullName === null ? null : { githubRepoId, fullName } };
}

/** Of an account itself its owner may do everything; what belongs to no repository is else for those it names. */
async function permissionIn(
  ports: PressPorts,
  place: Place,
  { login, githubId }: Pick<Presser, 'login' | 'githubId'>,
): Promise<Permission> {
  const { repository, account, githubInstallationId: installationId } = place;
  if (repository === null) return account.toLowerCase() === login.toLowerCase() ? 'admin' : 'none';
  const scope = {
    installationId,
    repositoryIds: [repository.githubRepoId],
    permissions: { metadata: 'read' as const },
  };
  return readPermission(await ports.github.octokit(scope), splitFullName(repository.fullName), login, { githubId });
}
