import type { Candidate } from '../../review/ask/candidates.js';
import { countOf } from '../../words/count-of.js';
import type { ActionContext } from '../actions/action.js';

/** Of what was doubted, in one line of the log. */
const MOST_LOGGED = 40;

/** What the model doubted and did not report, with its reason: for whoever asks why a fault was missed. */
export async function logCandidates({ log }: ActionContext, candidates: readonly Candidate[]): Promise<void> {
  const silent = candidates.filter(({ answer }) => answer !== 'reported');
  if (silent.length === 0) return;
  await log({
    level: 'INFO',
    message: `Claude doubted ${countOf(candidates.length, 'place')} and dropped ${silent.length}`,
    step: 'ask',
    metadata: { dropped: silent.slice(0, MOST_LOGGED) },
  });
}
