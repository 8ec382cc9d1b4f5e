import { cutText } from '../../words/cut-text.js';
import { maskSecrets } from '../analyzers/mask-secrets.js';
import type { Claim } from '../types.js';
import { severityRank } from '../verify/severity-rank.js';
import { addUse, noUse, type ModelUse } from './agents/model-use.js';
import { lookTask } from './agents/look-task.js';
import { handleOf } from './agents/synthesis.js';
import { runReviewAgent, type ReviewSession } from './agents/review-session.js';
import { byBudget } from './ask-chunks.js';
import type { AskInput } from './ask-reviewers.js';
import { claimExcerpts } from './claim-excerpts.js';
import { keepKey } from './keep-key.js';
import { isFromModel } from './merge-claims.js';
import type { Judgement } from './tools/judge-finding.js';

/** Claims of one request, and requests of one review. */
const [AT_ONCE, MOST_REQUESTS] = [15, 3];
const LONGEST_REASON = 600;

export interface LookedAtClaims {
  claims: Claim[];
  /** Reasons, one for each claim that is gone. */
  dropped: string[];
  use: ModelUse;
  outOfBudget: string | null;
}

/**
 * A fresh reader looks at what the others claim, all of it in one request: what it refutes is gone, what it finds
 * smaller is told as that. What must be fixed stays so only if it could not be refuted. Claims of rules are not looked
 * at. Throws only what the reviewer calls temporary.
 */
export async function lookAtClaims(
  session: ReviewSession,
  input: AskInput,
  claims: readonly Claim[],
): Promise<LookedAtClaims> {
  const wanted = claims.filter(
    (claim) => isFromModel(claim) && (session.effort.looksAt === 'all' || claim.severity === 'must-fix'),
  );
  const judgements = new Map<Claim, Judgement>();
  let use = noUse;
  let outOfBudget: string | null = null;
  for (let from = 0; from < Math.min(wanted.length, AT_ONCE * MOST_REQUESTS); from += AT_ONCE) {
    const some = wanted.slice(from, from + AT_ONCE).map((claim, index) => ({ handle: handleOf(index), claim }));
    const look = await lookOnce(session, input, some);
    if (look === null) continue;
    use = addUse(use, look.use);
    outOfBudget ??= look.outOfBudget;
    for (const { handle, claim } of some) {
      const said = look.judgements.findLast(({ finding }) => finding === handle);
      if (said !== undefined) judgements.set(claim, said);
    }
  }
  const looked = new Set(wanted);
  const dropped: string[] = [];
  const kept: Claim[] = [];
  for (const claim of claims) {
    const judged = looked.has(claim) ? asJudged(claim, judgements.get(claim), kept) : claim;
    if (typeof judged === 'string') dropped.push(judged);
    else kept.push(judged);
  }
  return { claims: kept, dropped, use, outOfBudget };
}

/** What the look makes of a claim, after those `before` it; a text is the reason why it is gone. */
function asJudged(claim: Claim, said: Judgement | undefined, before: readonly Claim[]): Claim | string {
  if (said?.verdict === 'wrong' || said?.verdict === 'fixed') return 'refuted by a second look';
  // The model's word alone removes nothing: the other half must be there.
  if (said?.verdict === 'duplicate' && before.some(({ path }) => path === claim.path)) return 'duplicate';
  if (said?.verdict !== 'stands') {
    return claim.severity === 'must-fix' ? { ...claim, severity: 'should-fix' } : claim;
  }
  const severity =
    said.severity !== null && severityRank[said.severity] < severityRank[claim.severity]
      ? said.severity
      : claim.severity;
  const reason = cutText(maskSecrets(said.reason), LONGEST_REASON);
  return {
    ...claim,
    severity,
    evidence: `${claim.evidence}\n\nA second, independent look could not refute it: ${reason}`,
  };
}

/** Null: nobody could look. */
async function lookOnce(session: ReviewSession, input: AskInput, some: readonly { handle: string; claim: Claim }[]) {
  const files = new Map(input.chunks.flatMap((chunk) => chunk.files.map((file) => [file.path, file] as const)));
  const key = keepKey(
    'look',
    input.overview,
    some.map(({ claim: { path, line, title } }) => [path, line, title]),
  );
  try {
    const { judgements, use, ending, reason } = await session.reviewer.keep(key, async () =>
      runReviewAgent(session, {
        agent: 'second look',
        chunk: null,
        task: lookTask(await claimExcerpts(some, { ...session, files }), session.fence),
        judges: some.map(({ handle }) => handle),
        reports: false,
        reads: true,
      }),
    );
    return { judgements, use, outOfBudget: byBudget(ending === 'budget' ? reason : null) };
  } catch (error) {
    input.signal.throwIfAborted();
    if (session.reviewer.trouble(error) === null) throw error;
    return null;
  }
}
