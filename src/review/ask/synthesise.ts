import type { Claim } from '../types.js';
import type { ChunkAnswer } from './agents/ask-chunk.js';
import { noUse, type ModelUse } from './agents/model-use.js';
import { runReviewAgent, type ReviewSession } from './agents/review-session.js';
import { handleOf, synthesisTask } from './agents/synthesis.js';
import { byBudget } from './ask-chunks.js';
import type { Asked, AskInput } from './ask-reviewers.js';
import { keepKey } from './keep-key.js';
import { isFromModel } from './merge-claims.js';

export type Synthesis = Pick<Asked, 'claims' | 'summary' | 'risk' | 'unmetCriteria'> & {
  dropped: string[];
  use: ModelUse;
  outOfBudget: string | null;
};

/** Where several agents spoke, one more sees all they said; one agent's closing text needs nobody. */
export async function synthesise(
  session: ReviewSession,
  input: AskInput,
  claims: readonly Claim[],
  answers: readonly ChunkAnswer[],
): Promise<Synthesis> {
  const summaries = answers.flatMap((answer) => answer.summaries);
  const [first] = answers;
  const alone = {
    claims: [...claims],
    summary: summaries[0] ?? null,
    risk: first?.risk ?? null,
    unmetCriteria: first?.unmetCriteria ?? [],
    dropped: [],
    use: noUse,
    outOfBudget: null,
  };
  if (summaries.length < 2) return alone;
  const own = claims.filter(isFromModel);
  const task = synthesisTask(own, summaries, input.settings.language, session.fence);
  try {
    const key = keepKey('synthesis', input.overview, [own.map(({ title }) => title)]);
    const report = await session.reviewer.keep(key, () =>
      runReviewAgent(session, {
        agent: 'synthesis',
        chunk: null,
        task,
        judges: own.map((_, index) => handleOf(index)),
        reports: false,
        reads: false,
      }),
    );
    const twins = new Set(
      report.judgements.filter(({ verdict }) => verdict === 'duplicate').map(({ finding }) => finding),
    );
    const gone = new Set(
      own.filter((claim, index) => twins.has(handleOf(index)) && hasTwin(claim, own.slice(0, index))),
    );
    return {
      claims: claims.filter((claim) => !gone.has(claim)),
      summary: report.closing?.summary ?? alone.summary,
      risk: report.closing?.risk ?? alone.risk,
      unmetCriteria: report.closing?.unmet_criteria ?? [],
      dropped: Array.from(gone, () => 'duplicate'),
      use: report.use,
      outOfBudget: byBudget(report.ending === 'budget' ? report.reason : null),
    };
  } catch (error) {
    input.signal.throwIfAborted();
    if (session.reviewer.trouble(error) === null) throw error;
    return alone;
  }
}

/** The model's word alone removes nothing: an earlier claim of the same file must be there to be the other half. */
function hasTwin(claim: Claim, before: readonly Claim[]): boolean {
  return before.some(({ path }) => path === claim.path);
}
