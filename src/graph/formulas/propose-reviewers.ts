import type { Authorship, Reviewing } from '../knowledge-graph.js';
import { ACTIVE_DAYS, DAY_MS, type RankedExpert } from './experts-of-change.js';

/** Changes of its files by one person, and none by others, from which on that is told. */
const LEAST_ALONE = 3;
const HALF_LIFE_DAYS = 180;

export interface ProposedReviewer {
  login: string;
  reason: string;
}

export interface ReviewersProposal {
  named: ProposedReviewer | null;
  backup: ProposedReviewer | null;
  /** The one person who ever changed these files, where that is not the author; null: there are others. */
  gap: string | null;
}

export interface ReviewersAsked {
  author: string;
  /** Of the changed files, by the CODEOWNERS of the base branch: logins with the pattern that names them. */
  owners: ReadonlyMap<string, string>;
  experts: readonly RankedExpert[];
  authorship: readonly Authorship[];
  reviewing: readonly Reviewing[];
  now: Date;
}

interface Candidate {
  login: string;
  owns: string | null;
  share: number;
  reviews: number;
  open: number;
  score: number;
}

/**
 * One named person and one backup: owners first, then authorship of the changed files and their callers and recent reviews there,
 * divided by what they review already (RevRec, Meta; Aviator FlexReview). The author, bots, and whoever was not seen for
 * 90 days are left out; an owner of whom nothing is known is asked all the same. Pure.
 */
export function proposeReviewers(asked: ReviewersAsked): ReviewersProposal {
  const { author, owners, now } = asked;
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const experts = new Map(asked.experts.map((expert) => [expert.login.toLowerCase(), expert]));
  const reviewing = new Map(asked.reviewing.map((one) => [one.developer.login.toLowerCase(), one]));
  const owned = new Map([...owners].map(([login, pattern]) => [login.toLowerCase(), pattern]));
  const logins = new Map(
    [...owners.keys(), ...asked.experts.map(({ login }) => login), ...asked.reviewing.map((one) => one.developer.login)]
      .toReversed()
      .map((login) => [login.toLowerCase(), login]),
  );
  const candidates = [...logins].flatMap(([key, login]): Candidate[] => {
    const [expert, review] = [experts.get(key), reviewing.get(key)];
    const seen = [expert?.lastAt, review?.lastAt].flatMap((at) => at?.getTime() ?? []);
    const isBot = expert?.isBot ?? review?.developer.isBot ?? false;
    const isAway = seen.length > 0 && now.getTime() - Math.max(...seen) > ACTIVE_DAYS * DAY_MS;
    if (same(login, author) || isBot || isAway) return [];
    const age = review === undefined ? 0 : Math.max(0, now.getTime() - review.lastAt.getTime()) / DAY_MS;
    const reviewed = review === undefined ? 0 : (1 - 1 / (1 + review.reviews)) * 0.5 ** (age / HALF_LIFE_DAYS);
    const [share, open] = [expert?.share ?? 0, review?.open ?? 0];
    const score = (share + reviewed) / (1 + open);
    return [{ login, owns: owned.get(key) ?? null, share, reviews: review?.reviews ?? 0, open, score }];
  });
  const [named = null, backup = null] = candidates
    .filter(({ owns, score }) => owns !== null || score > 0)
    .toSorted(
      (a, b) => Number(b.owns !== null) - Number(a.owns !== null) || b.score - a.score || (a.login < b.login ? -1 : 1),
    )
    .map((candidate): ProposedReviewer => ({ login: candidate.login, reason: reasonOf(candidate) }));
  return { named, backup, gap: gapOf(asked) };
}

function reasonOf({ owns, share, reviews, open }: Candidate): string {
  return [
    owns === null ? '' : `owns ${owns} (CODEOWNERS)`,
    share >= 0.01 ? `knows ${Math.round(share * 100)} % of these lines' files` : '',
    reviews > 0 ? `reviewed ${reviews} ${reviews === 1 ? 'pull request' : 'pull requests'} here` : '',
    open > 0 ? `${open} open ${open === 1 ? 'review' : 'reviews'}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function gapOf({ authorship, author }: ReviewersAsked): string | null {
  const people = authorship.filter(({ developer }) => !developer.isBot);
  const [first] = people;
  if (first === undefined || people.some(({ developer }) => developer.login !== first.developer.login)) return null;
  const changes = Math.max(...people.map(({ deliveries }) => deliveries));
  const { login } = first.developer;
  return changes >= LEAST_ALONE && login.toLowerCase() !== author.toLowerCase() ? login : null;
}
