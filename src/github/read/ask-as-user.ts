import { z } from 'zod';
import type { Permission } from '../../access/tenancy/access.js';
import { AccessUnavailableError, TokenRefusedError } from '../../access/tenancy/errors.js';
import type { GitHubOfUser, UserRepository } from '../../access/tenancy/github-of-user.js';
import { GitHubLimitedError, GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphql } from '../client/query-graphql.js';
import { readJson } from '../client/read-json.js';
import { userOctokit, type UserOctokitOptions } from '../client/user-octokit.js';

const PAGE = 100;
/** An installation has a few thousand repositories at most; whoever sees more sees the first ones. */
const MOST_PAGES = 100;
/** Pages that are read at the same time, once the first has told how many there are. */
const SIDE_BY_SIDE = 4;

const Account = z.object({ id: z.number(), login: z.string(), type: z.string().default('User') });
const Installation = z.object({
  id: z.number(),
  // An enterprise has no login.
  account: Account.nullable().catch(null),
});
const Permissions = z.object({
  admin: z.boolean().default(false),
  maintain: z.boolean().default(false),
  push: z.boolean().default(false),
  triage: z.boolean().default(false),
  pull: z.boolean().default(false),
});
const Repository = z.object({
  id: z.number(),
  full_name: z.string(),
  private: z.boolean().default(true),
  permissions: Permissions.optional(),
});
const Administered = z.object({
  organization: z.object({ databaseId: z.number().nullable(), viewerCanAdminister: z.boolean() }).nullable(),
});

const ADMINISTERS = 'query ($login: String!) { organization(login: $login) { databaseId viewerCanAdminister } }';

/**
 * GitHub as the owner of this token sees it.
 * https://docs.github.com/rest/apps/installations#list-app-installations-accessible-to-the-user-access-token
 */
export function askAsUser(options: UserOctokitOptions, token: string): GitHubOfUser {
  const octokit = userOctokit(options, token);
  return {
    installations: () =>
      answered(() => readCounted(octokit, 'GET /user/installations', 'installations', Installation, {})),
    repositories: (id) =>
      answered(async () => {
        const route = 'GET /user/installations/{installation_id}/repositories';
        const found = await readCounted(octokit, route, 'repositories', Repository, { installation_id: id }).catch(
          (error: unknown) => {
            if (isHidden(error)) return null;
            throw error;
          },
        );
        return found?.flatMap(readable) ?? null;
      }),
    administers: async ({ id, login }) => {
      try {
        const { organization } = await queryGraphql(octokit, Administered, ADMINISTERS, { login });
        // A name may have been given to another organisation since.
        return organization !== null && organization.viewerCanAdminister && organization.databaseId === id;
      } catch {
        // An organisation may forbid Apps to be asked, and GitHub may be away: nobody is made an administrator by that.
        return false;
      }
    },
  };
}

/** The highest permission; none for a repository that the person only sees in a list. */
function readable({
  id,
  full_name: fullName,
  private: isPrivate,
  permissions,
}: z.output<typeof Repository>): UserRepository[] {
  const permission = permissions === undefined ? null : highest(permissions);
  return permission === null ? [] : [{ id, fullName, private: isPrivate, permission }];
}

function highest({ admin, maintain, push, triage, pull }: z.output<typeof Permissions>): Permission | null {
  if (admin) return 'admin';
  if (maintain) return 'maintain';
  if (push) return 'write';
  if (triage) return 'triage';
  return pull ? 'read' : null;
}

/** A list that comes in pages with its count. What changes while it is read may be missing; nothing comes twice. */
async function readCounted<S extends z.ZodType<{ id: number }>>(
  octokit: Octokit,
  route: string,
  name: string,
  schema: S,
  parameters: Record<string, unknown>,
): Promise<z.output<S>[]> {
  const Answer = z.object({ total_count: z.number(), [name]: z.array(schema) });
  const readPage = async (page: number) => {
    const answer = await readJson(octokit, Answer, route, { ...parameters, per_page: PAGE, page });
    return { total: answer.total_count as number, rows: answer[name] as z.output<S>[] };
  };
  const { total, rows } = await readPage(1);
  const found = new Map(rows.map((row) => [row.id, row]));
  const last = Math.min(MOST_PAGES, Math.ceil(total / PAGE));
  for (let page = 2; page <= last; page += SIDE_BY_SIDE) {
    const pages = Array.from({ length: Math.min(SIDE_BY_SIDE, last - page + 1) }, (_, at) => readPage(page + at));
    for (const each of await Promise.all(pages)) for (const row of each.rows) found.set(row.id, row);
  }
  return [...found.values()];
}

/** What GitHub answers of an installation that the person has lost, or that is suspended. */
function isHidden(error: unknown): boolean {
  return error instanceof GitHubTerminalError && ['not-found', 'suspended', 'forbidden', 'gone'].includes(error.reason);
}

/** What is no answer becomes one error, whatever it was: nothing is shown then. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'unauthorized')
      throw new TokenRefusedError({ cause: error });
    if (error instanceof GitHubLimitedError)
      throw new AccessUnavailableError('GitHub wants fewer questions for you just now: try again later', error.until, {
        cause: error,
      });
    throw new AccessUnavailableError(undefined, null, { cause: error });
  }
}
