import { isAgents } from '../plan/is-agents.js';
import type { Change, RenderedReview, ReviewSettings } from '../types.js';

/** People who must have reviewed what an agent wrote, before its check is green. */
export interface PeopleWanted {
  /** One at least. */
  wanted: number;
  /** The check says `action_required` while they are missing: the repository lets its check fail. */
  holds: boolean;
}

type Check = Pick<RenderedReview['check'], 'conclusion' | 'title'>;

/**
 * A check by those who have reviewed so far (null: that could not be found out). One that is not green says what it said
 * before: people do not mend what is open. Pure.
 */
export function checkWithPeople<C extends Check>(
  check: C,
  { wanted, holds }: PeopleWanted,
  reviewed: number | null,
): C {
  if (check.conclusion !== 'success' || (reviewed !== null && reviewed >= wanted)) return check;
  const people = wanted === 1 ? 'person has' : 'people have';
  const title =
    reviewed === null
      ? `Who has reviewed this agent's change is not known`
      : `${reviewed} of ${wanted} ${people} reviewed this agent's change`;
  return { ...check, conclusion: holds ? 'action_required' : 'neutral', title: `${title} · ${check.title}` };
}

/** Whom the check of a review has to wait for, once nothing else keeps it from being green; null: nobody. Pure. */
export function peopleWantedOf({
  origin,
  settings: { human_reviews: wanted = 0, fail_check: holds = false },
}: {
  origin?: Change['origin'];
  settings: Partial<Pick<ReviewSettings, 'human_reviews' | 'fail_check'>>;
}): PeopleWanted | null {
  return wanted > 0 && origin !== undefined && isAgents({ origin }) ? { wanted, holds } : null;
}
