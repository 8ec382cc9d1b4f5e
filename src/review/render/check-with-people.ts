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

/** What a review says that its check waits for, with the title of the check when they have come; null: nobody. Pure. */
export function peopleWantedOf({
  origin,
  settings,
  rendered,
}: {
  origin?: Change['origin'];
  settings: Partial<Pick<ReviewSettings, 'human_reviews' | 'fail_check'>>;
  rendered: { check: Check };
}): (PeopleWanted & { title: string }) | null {
  const { human_reviews: wanted = 0, fail_check: holds = false } = settings;
  const { conclusion, title } = rendered.check;
  if (wanted === 0 || conclusion !== 'success' || origin === undefined || !isAgents({ origin })) return null;
  return { wanted, holds, title };
}
