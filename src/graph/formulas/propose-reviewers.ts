import type { Reviewing } from '../knowledge-graph.js';
import { DAY_MS, isAway, type RankedExpert } from './experts-of-change.js';

const HALF_LIFE_DAYS = 180;
/** Knowing a caller says less than knowing what changes. */
const WEIGHT_OF_CALLERS = 0.5;

export interface ProposedReviewer {
  login: string;
  reason: string;
}

export interface ReviewersProposal {
  named: ProposedReviewer | null;
  backup: ProposedReviewer | null;
}

export interface ReviewersAsked {
  author: string;
  /** Of the changed files, by the CODEOWNERS of the base branch: logins with the pattern that names them. */
  owners: ReadonlyMap<string, string>;
  /** Who knows the changed files, and who knows the files that call them. */
  experts: readonly RankedExpert[];
  callers: readonly RankedExpert[];
  /** Who reviewed merged changes of the changed files. */
  reviewing: readonly Reviewing[];
  /** When a person was seen last in the repository, by login. */
  lastSeen: ReadonlyMap<string, Date>;
  now: Date;
}

interface Candidate {
  login: string;
  owns: string | null;
  share: number;
  callers: number;
  reviews: number;
  open: number;
  score: number;
}

/** The first two of `rankReviewers`: one named person and one backup. Pure. */
export function proposeReviewers(asked: ReviewersAsked): ReviewersProposal {
  const [named = null, backup = null] = rankReviewers(asked);
  return { named, backup };
}

/**
 * Who could review, the best first: owners first, then authorship of the changed files and (half) of their callers, and
 * recent reviews of the changed files, divided by the open pull requests that the person has reviewed, which are known
 * of who reviewed these files (RevRec, Meta; Aviator FlexReview). The author, bots, and whoever was not seen in the
 * repository for 90 days are left out; an owner of whom nothing is known is asked all the same. Pure.
 */
export function rankReviewers(asked: ReviewersAsked): ProposedReviewer[] {
  const key = (login: string) => login.toLowerCase();
  const byLogin = <T>(all: Iterable<T>, loginOf: (one: T) => string) =>
    new Map([...all].map((one) => [key(loginOf(one)), one]));
  const experts = byLogin(asked.experts, ({ login }) => login);
  const callers = byLogin(asked.callers, ({ login }) => login);
  const reviewing = byLogin(asked.reviewing, ({ developer }) => developer.login);
  const owned = byLogin(asked.owners, ([login]) => login);
  const lastSeen = byLogin(asked.lastSeen, ([login]) => login);
  const { author, now } = asked;
  const candidates = [...new Set([...owned.keys(), ...experts.keys(), ...callers.keys(), ...reviewing.keys()])].flatMap(
    (one): Candidate[] => {
      const [expert, caller, review] = [experts.get(one), callers.get(one), reviewing.get(one)];
      const isBot = expert?.isBot ?? caller?.isBot ?? review?.developer.isBot ?? false;
      const seen = [expert?.lastAt, caller?.lastAt, review?.lastAt, lastSeen.get(one)?.[1]];
      if (one === key(author) || isBot || isAway(seen, now)) return [];
      const age = review === undefined ? 0 : Math.max(0, now.getTime() - review.lastAt.getTime()) / DAY_MS;
      const reviewed = review === undefined ? 0 : (1 - 1 / (1 + review.reviews)) * 0.5 ** (age / HALF_LIFE_DAYS);
      const [share, ofCallers, open] = [expert?.share ?? 0, caller?.share ?? 0, review?.open ?? 0];
      const [, pattern = null] = owned.get(one) ?? [];
      return [
        {
          login: expert?.login ?? caller?.login ?? review?.developer.login ?? owned.get(one)?.[0] ?? one,
          owns: pattern,
          share,
          callers: ofCallers,
          reviews: review?.reviews ?? 0,
          open,
          score: (share + WEIGHT_OF_CALLERS * ofCallers + reviewed) / (1 + open),
        },
      ];
    },
  );
  return candidates
    .toSorted(
      (a, b) => Number(b.owns !== null) - Number(a.owns !== null) || b.score - a.score || (a.login < b.login ? -1 : 1),
    )
    .map((candidate): ProposedReviewer => ({ login: candidate.login, reason: reasonOf(candidate) }))
    .filter(({ reason }) => reason !== '');
}

function reasonOf({ owns, share, callers, reviews, open }: Candidate): string {
  const pulls = (count: number) => (count === 1 ? 'pull request' : 'pull requests');
  return [
    owns === null ? '' : `owns ${owns} (CODEOWNERS)`,
    share >= 0.005 ? `authorship ${share.toFixed(2)} of 1 in these files` : '',
    callers >= 0.005 ? `authorship ${callers.toFixed(2)} of 1 in files that call them` : '',
    reviews > 0 ? `reviewed ${reviews} merged ${pulls(reviews)} on these files` : '',
    open > 0 ? `has reviewed ${open} open ${pulls(open)}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
