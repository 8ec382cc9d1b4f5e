import { z } from 'zod';
import { errorStatus } from '../client/classify-error.js';
import { cutText } from '../../words/cut-text.js';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';
import { readPull } from '../read/read-pull.js';
import { readRequestedReviewers } from '../read/read-requested-reviewers.js';
import { readReviewsOfPull } from '../read/read-reviews-of-pull.js';
import { repeatWrite } from './repeat-write.js';

export interface RequestedReviewers {
  /** Who was asked by this call: logins of people, `owner/slug` of teams. */
  requested: string[];
  /** Who cannot be asked, and why. */
  refused: { login: string; reason: string }[];
}

export interface Reviewer {
  /** As it stands in the answer. */
  name: string;
  user?: string;
  team?: string;
}

const ROUTE = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
const Answer = z.object({
  requested_reviewers: z.array(z.object({ login: z.string() })),
  requested_teams: z.array(z.object({ slug: z.string() })),
});
const LONGEST_REASON = 200;

/**
 * Asks people (logins) and teams (slugs of the organisation) for a review. Left out without a word: the author, who is
 * asked already, who has reviewed, and what is blank. GitHub refuses a whole request for one who cannot be asked: all
 * are asked at once, and one by one where that is refused. Throws what GitHub and the lease throw.
 */
export async function requestReviewers(
  octokit: Octokit,
  target: PullTarget,
  { users, teams }: { users: readonly string[]; teams: readonly string[] },
  assertLease: () => Promise<void>,
): Promise<RequestedReviewers> {
  return ask(octokit, target, await notYetAsked(octokit, target, { users, teams }), assertLease);
}

/** Those of them who would be asked: as `requestReviewers` leaves others out. Throws what GitHub throws. */
export async function notYetAsked(
  octokit: Octokit,
  target: PullTarget,
  { users, teams }: { users: readonly string[]; teams: readonly string[] },
): Promise<Reviewer[]> {
  const done = await leftOut(octokit, target);
  return [
    ...once(users, done.users).map((user) => ({ name: user, user })),
    ...once(teams, done.teams).map((team) => ({ name: `${target.owner}/${team}`, team })),
  ];
}

async function leftOut(octokit: Octokit, target: PullTarget): Promise<{ users: string[]; teams: string[] }> {
  const { author } = await readPull(octokit, target);
  const requested = await readRequestedReviewers(octokit, target);
  const reviews = await readReviewsOfPull(octokit, target);
  const reviewers = reviews.flatMap(({ user }) => user?.login ?? []);
  return { users: [author, ...requested.users, ...reviewers], teams: requested.teams };
}

/** GitHub looks at no case in these names. */
function once(names: readonly string[], without: readonly string[]): string[] {
  const seen = new Set(['', ...without.map((name) => name.toLowerCase())]);
  return names
    .map((name) => name.trim())
    .filter((name) => {
      const isNew = !seen.has(name.toLowerCase());
      seen.add(name.toLowerCase());
      return isNew;
    });
}

async function ask(
  octokit: Octokit,
  target: PullTarget,
  wanted: Reviewer[],
  assertLease: () => Promise<void>,
): Promise<RequestedReviewers> {
  const [first] = wanted;
  if (first === undefined) return { requested: [], refused: [] };
  try {
    const asked = await repeatWrite(assertLease, () => send(octokit, target, wanted));
    const taken = wanted.filter((each) => asked.has(keyOf(each)));
    const refused = wanted
      .filter((each) => !taken.includes(each))
      .map(({ name }) => ({ login: name, reason: 'GitHub did not add it to those who are asked' }));
    return { requested: taken.map(({ name }) => name), refused };
  } catch (error) {
    if (errorStatus(error) !== 422) throw error;
    if (wanted.length === 1) return { requested: [], refused: [{ login: first.name, reason: reasonOf(error) }] };
  }
  const all: RequestedReviewers = { requested: [], refused: [] };
  for (const each of wanted) {
    const { requested, refused } = await ask(octokit, target, [each], assertLease);
    all.requested.push(...requested);
    all.refused.push(...refused);
  }
  return all;
}

/** Who is asked now, by key. */
async function send(
  octokit: Octokit,
  { owner, repo, number }: PullTarget,
  wanted: readonly Reviewer[],
): Promise<Set<string>> {
  const { data } = await octokit.request(ROUTE, {
    owner,
    repo,
    pull_number: number,
    reviewers: wanted.flatMap(({ user }) => user ?? []),
    team_reviewers: wanted.flatMap(({ team }) => team ?? []),
  });
  const answer = Answer.safeParse(data);
  if (!answer.success) throw new GitHubUnavailableError('The answer names no reviewers', { cause: answer.error });
  const { requested_reviewers: users, requested_teams: teams } = answer.data;
  return new Set([
    ...users.map(({ login }) => keyOf({ user: login })),
    ...teams.map(({ slug }) => keyOf({ team: slug })),
  ]);
}

function keyOf({ user, team }: Pick<Reviewer, 'user' | 'team'>): string {
  return team === undefined ? `user ${user?.toLowerCase()}` : `team ${team.toLowerCase()}`;
}

/** What GitHub says of one, in our words where we know what it means. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : 'refused';
  if (/from collaborators/i.test(message)) return 'has no access to the repository';
  // https://github.com/github/docs/issues/35057
  if (/resolve to a node/i.test(message)) return 'the App may not see the team: give it read access to members';
  return cutText(message, LONGEST_REASON);
}
