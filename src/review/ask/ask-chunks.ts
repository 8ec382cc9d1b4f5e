import { estimateTokens } from '../../claude/estimate-tokens.js';
import type { Claim } from '../types.js';
import { addUse } from './agents/model-use.js';
import { askChunk, RISKS, unanswered, type ChunkAnswer } from './agents/ask-chunk.js';
import { furtherReadingTask, MOST_FURTHER_READINGS } from './agents/further-reading.js';
import { runReviewAgent, type ReviewSession } from './agents/review-session.js';
import { defaultLimits } from './agents/run-agent.js';
import type { ReviewRole } from './agents/roles.js';
import type { AskInput } from './ask-reviewers.js';
import { keepKey } from './keep-key.js';
import { chunkParts, type ChunkContext } from './prompt/chunk-parts.js';

export interface AskedChunks {
  answers: ChunkAnswer[];
  /** Set: the model could not be asked about anything, for this reason. */
  missing: string | null;
  /** Set: a budget ended it before everything was asked. */
  outOfBudget: string | null;
  /** Further readings that were not made, or not to their end; null: all were. */
  leftOut: LeftOutReadings | null;
}

export interface LeftOutReadings {
  count: number;
  /** Why the first of them was, fit for the reader of the review. */
  why: string;
}

const FOR_BUDGET = 'for the budget';

/**
 * Asks about one part of the change after the other, so that each reads from the cache what the one before wrote; a
 * further reading comes right after the first, while its prefix is still there. Throws only what the reviewer calls
 * temporary.
 */
export async function askChunks(
  session: ReviewSession,
  input: AskInput,
  roles: readonly ReviewRole[],
): Promise<AskedChunks> {
  const answers: ChunkAnswer[] = [];
  let stopped: string | null = null;
  let leftOut: LeftOutReadings | null = null;
  for (const [index, chunk] of input.chunks.entries()) {
    if (stopped === null) {
      try {
        const name = `part ${index + 1} of ${input.chunks.length}`;
        const key = keepKey('chunk', input.overview, [roles, extentOf(chunk)]);
        const first = await session.reviewer.keep(key, () =>
          askChunk(session, chunk, roles, { name, language: input.settings.language }),
        );
        const again = await readAgain(session, input, { first, chunk, name, after: input.chunks.slice(index + 1) });
        leftOut = addLeftOut(leftOut, again.leftOut);
        answers.push(again.answer);
        continue;
      } catch (error) {
        input.signal.throwIfAborted();
        const trouble = session.reviewer.trouble(error);
        if (trouble === null) throw error;
        if (trouble.kind === 'stop') stopped = trouble.reason;
        else {
          answers.push(unanswered(chunk, 'Claude did not read it: it is too large'));
          continue;
        }
      }
    }
    answers.push(unanswered(chunk, `Claude did not read it: ${stopped}`));
  }
  const outOfBudget = byBudget(answers.find((answer) => answer.outOfBudget !== undefined)?.outOfBudget ?? null);
  const nothing = answers.every(({ use }) => use.requests === 0);
  return { answers, missing: nothing ? (stopped ?? outOfBudget) : null, outOfBudget, leftOut };
}

/** As the reader of the review is told. */
export function byBudget(reason: string | null): string | null {
  return reason === null ? null : `stopped by budget: ${reason}`;
}

/**
 * What fresh readers add to the first answer. They are extra: one that fails is left out, and none takes what the first
 * reading of the parts `after` this one may need.
 */
async function readAgain(
  session: ReviewSession,
  input: AskInput,
  {
    first,
    chunk,
    name,
    after,
  }: { first: ChunkAnswer; chunk: ChunkContext; name: string; after: readonly ChunkContext[] },
): Promise<{ answer: ChunkAnswer; leftOut: LeftOutReadings | null }> {
  const wanted = Math.min(session.effort.furtherReadings, MOST_FURTHER_READINGS);
  // What was not read once to its end is not read twice.
  if (first.unread.length > 0) return { answer: first, leftOut: null };
  let answer = first;
  for (let nth = 0; nth < wanted; nth += 1) {
    const reserved = [chunk, ...after].reduce((sum, one) => sum + tokensOf(session, one), 0);
    const refused = session.reviewer.budget.mayCall({
      tokensIn: reserved,
      maxTokensOut: defaultLimits.maxTokens * (after.length + 1),
      share: session.effort.share,
    });
    if (refused !== null) return { answer, leftOut: { count: wanted - nth, why: FOR_BUDGET } };
    const task = { answer, chunk, name: `${name}, reading ${nth + 2}`, nth };
    try {
      const key = keepKey('reading', input.overview, [nth, extentOf(chunk), answer.claims.map(({ title }) => title)]);
      const more = await session.reviewer.keep(key, () => furtherReading(session, input, task));
      answer = joined(answer, more);
      if (more.cut !== null) return { answer, leftOut: { count: wanted - nth, why: more.cut } };
    } catch (error) {
      input.signal.throwIfAborted();
      const trouble = session.reviewer.trouble(error);
      if (trouble === null) throw error;
      const why = trouble.kind === 'stop' ? trouble.reason : 'it is too large';
      return { answer, leftOut: { count: wanted - nth, why } };
    }
  }
  return { answer, leftOut: null };
}

function addLeftOut(before: LeftOutReadings | null, more: LeftOutReadings | null): LeftOutReadings | null {
  if (before === null || more === null) return before ?? more;
  return { ...before, count: before.count + more.count };
}

/** `cut`: why it did not come to its end; null: it did. */
type Further = Pick<ChunkAnswer, 'claims' | 'dropped' | 'candidates' | 'applied' | 'risk' | 'use' | 'toolCalls'> & {
  cut: string | null;
};

async function furtherReading(
  session: ReviewSession,
  input: AskInput,
  { answer, chunk, name, nth }: { answer: ChunkAnswer; chunk: ChunkContext; name: string; nth: number },
): Promise<Further> {
  const known: readonly Claim[] = [...chunk.candidates, ...answer.claims];
  const report = await runReviewAgent(session, {
    agent: name,
    chunk,
    task: furtherReadingTask(
      nth,
      {
        paths: chunk.files.map(({ path }) => path),
        found: answer.claims,
        dropped: (answer.candidates ?? []).filter((one) => one.answer !== 'reported'),
      },
      input.settings.language,
      session.fence,
    ),
    judges: [],
    known,
    reports: true,
    reads: true,
  });
  const { claims, dropped, candidates = [], applied = [], closing, ending, reason, use, toolCalls } = report;
  const cut = ending === 'done' ? null : ending === 'budget' ? FOR_BUDGET : reason;
  return { claims, dropped, candidates, applied, risk: closing?.risk ?? null, cut, use, toolCalls };
}

function joined(first: ChunkAnswer, more: Further): ChunkAnswer {
  const worse = RISKS.indexOf(more.risk ?? 'low') > RISKS.indexOf(first.risk ?? 'low');
  return {
    ...first,
    claims: [...first.claims, ...more.claims],
    dropped: [...first.dropped, ...more.dropped],
    candidates: [...(first.candidates ?? []), ...(more.candidates ?? [])],
    applied: [...(first.applied ?? []), ...(more.applied ?? [])],
    risk: worse ? more.risk : first.risk,
    use: addUse(first.use, more.use),
    toolCalls: first.toolCalls + more.toolCalls,
  };
}

function tokensOf(session: ReviewSession, chunk: ChunkContext): number {
  return estimateTokens([...session.overview, ...chunkParts(chunk, session.fence)].map(({ text }) => text).join('\n'));
}

/** Which lines of which files a part holds. */
function extentOf({ files }: ChunkContext) {
  return files.map(({ path, hunks }) => [
    path,
    hunks.map(({ oldStart, newStart, lines }) => [oldStart, newStart, lines.length]),
  ]);
}
