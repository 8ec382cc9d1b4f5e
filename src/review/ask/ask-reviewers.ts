import { maskSecrets } from '../analyzers/mask-secrets.js';
import type { ThreadShare } from '../analyzers/thread-share.js';
import { createHash } from 'node:crypto';
import type { Snapshot } from '../../snapshot/types.js';
import { createPauses } from '../../turns/create-pauses.js';
import { askChunk, unanswered, type ChunkAnswer } from './agents/ask-chunk.js';
import { partClaims } from '../memories/part-claims.js';
import { addUse, noUse, type ModelUse } from './agents/model-use.js';
import { runReviewAgent, type AgentReport, type ReviewSession } from './agents/review-session.js';
import { PARALLEL_ROLES, type ReviewRole } from './agents/roles.js';
import { CLAIM_HANDLE, secondLookTask } from './agents/second-look.js';
import { handleOf, synthesisTask } from './agents/synthesis.js';
import type { HeadTexts } from '../plan/head-texts.js';
import { settleLeads } from '../leads/settle-leads.js';
import { isFromModel, mergeClaims } from './merge-claims.js';
import type { ChunkContext } from './prompt/chunk-parts.js';
import { chunkParts } from './prompt/chunk-parts.js';
import { createFence } from './prompt/fence.js';
import { overviewParts, type Overview } from './prompt/overview-parts.js';
import { tokensByPart, type PartName } from './prompt/prompt-part.js';
import type { Reviewer } from './reviewer.js';
import { createReadTools } from './tools/create-read-tools.js';
import { sumDropped } from '../verify/sum-dropped.js';
import type { Claim, Dropped, GivenMemory, JudgedLead, ReviewSettings } from '../types.js';

export interface AskInput {
  overview: Overview;
  /** Riskiest first. */
  chunks: readonly ChunkContext[];
  /** What the rules found. */
  hits: readonly Claim[];
  snapshot: Snapshot;
  texts: HeadTexts;
  settings: Pick<ReviewSettings, 'agents' | 'language' | 'rules'>;
  /** Of texts that are stored or posted. */
  clean(text: string): string;
  /** Of texts that the model reads; as `clean` when absent. */
  cleanForModel?(text: string): string;
  signal: AbortSignal;
  threads: ThreadShare;
}

export interface Asked {
  /** Rules' and model's claims, each once. */
  claims: Claim[];
  dropped: Dropped[];
  judged: { handle: number; fixed: boolean }[];
  /** Leads that the model was given, and what it said of each. */
  leads: JudgedLead[];
  /** What the team said that the model says to have taken into account, each once. */
  applied: GivenMemory[];
  summary: string | null;
  risk: 'low' | 'medium' | 'high' | null;
  unmetCriteria: string[];
  /** Files that the model did not read to the end, each with the reason. */
  unread: { path: string; reason: string }[];
  /** Set: the model could not be asked about anything, for this reason; then `unread` is empty. */
  missing: string | null;
  /** Set: a budget ended it before everything was asked; which one, who set it and until when. */
  outOfBudget: string | null;
  use: ModelUse & { model: string };
  toolCalls: number;
  /** Estimated tokens by part of the prompts, each chunk counted once. */
  parts: Partial<Record<PartName, number>>;
}

const MOST_SECOND_LOOKS = 5;

/**
 * Asks the model about every chunk, riskiest first, then looks a second time at each must-fix claim, then puts the
 * whole together. What the model could not read is named; if it cannot be asked at all, what the rules found remains.
 * Throws only what the reviewer calls temporary: the step comes again, and what is finished by then is not paid twice.
 */
export async function askReviewers(input: AskInput, reviewer: Reviewer): Promise<Asked> {
  const session = createSession(input, reviewer);
  const roles: readonly ReviewRole[] =
    reviewer.parallel || input.settings.agents === 'parallel' ? PARALLEL_ROLES : ['general'];
  const { answers, missing, outOfBudget } = await askChunks(session, input, roles);
  const [reported, spokenAgainst] = partClaims(answers.flatMap((answer) => answer.claims));
  const leads = settleLeads(
    input.chunks.flatMap((chunk) => chunk.leads),
    answers.flatMap((answer) => answer.leads ?? []),
    reported,
  );
  const { claims, merged } = mergeClaims(
    input.hits,
    [...leads.reported, ...spokenAgainst],
    (rule) => input.settings.rules[rule] === 'off',
  );
  const dropped = [
    ...answers.flatMap((answer) => answer.dropped),
    ...Array.from({ length: merged }, () => 'duplicate'),
  ];
  const looked = await lookAgain(session, input, [...claims, ...leads.confirmed]);
  const [told, silent] = partClaims(looked.claims);
  const whole = await synthesise(session, input, told, answers);
  const use = [...answers.map((answer) => answer.use), looked.use, whole.use].reduce(addUse, noUse);
  return {
    claims: [...whole.claims, ...silent],
    dropped: sumDropped(
      [...dropped, ...leads.dropped, ...looked.dropped, ...whole.dropped].map((reason) => ({ reason, count: 1 })),
    ),
    judged: answers.flatMap(({ judged }) => judged),
    leads: leads.judged,
    applied: [...new Map(answers.flatMap(({ applied = [] }) => applied).map((memory) => [memory.id, memory])).values()],
    summary: whole.summary,
    risk: whole.risk,
    unmetCriteria: whole.unmetCriteria,
    unread: missing === null ? answers.flatMap(({ unread }) => unread) : [],
    missing,
    outOfBudget: missing === null ? (outOfBudget ?? looked.outOfBudget ?? whole.outOfBudget) : null,
    use: { ...use, model: reviewer.claude.model },
    toolCalls: answers.reduce((sum, { toolCalls }) => sum + toolCalls, 0),
    parts: await countParts(session, input.chunks),
  };
}

/** Each chunk is put together once more for it: with a breath in between, because each is masked as a whole. */
async function countParts(session: ReviewSession, chunks: readonly ChunkContext[]): Promise<Asked['parts']> {
  const parts = [...session.overview];
  const pause = createPauses();
  for (const chunk of chunks) {
    parts.push(...chunkParts(chunk, session.fence));
    await pause();
  }
  return tokensByPart(parts);
}

function createSession(
  { overview, chunks, snapshot, texts, clean, cleanForModel = clean, signal, threads }: AskInput,
  reviewer: Reviewer,
): ReviewSession {
  const fence = createFence(reviewer.nonce, cleanForModel);
  const { lookups } = reviewer;
  const told = overview.memories ?? [];
  const memories = new Map(told.map((memory) => [`M${memory.number}`, memory]));
  const hasMemories = told.length > 0 || lookups.searchProjectMemory || lookups.searchDeveloperMemory;
  return {
    reviewer,
    fence,
    overview: overviewParts(overview, fence),
    readTools: createReadTools(lookups, snapshot, overview, fence, (found) => {
      for (const memory of found) memories.set(`M${memory.number}`, memory);
    }),
    memories: hasMemories ? memories : null,
    judges: chunks.some(({ leads, uncertain }) => leads.length + uncertain.length > 0),
    snapshot,
    texts,
    spent: { calls: 0, characters: 0, searches: 0 },
    clean,
    signal,
    threads,
  };
}

/** One after the other, so that each reads from the cache what the one before wrote. */
async function askChunks(
  session: ReviewSession,
  input: AskInput,
  roles: readonly ReviewRole[],
): Promise<{ answers: ChunkAnswer[]; missing: string | null; outOfBudget: string | null }> {
  const answers: ChunkAnswer[] = [];
  let stopped: string | null = null;
  for (const [index, chunk] of input.chunks.entries()) {
    if (stopped === null) {
      try {
        const name = `part ${index + 1} of ${input.chunks.length}`;
        const key = keyOf('chunk', input, [
          roles,
          chunk.files.map(({ path, hunks }) => [
            path,
            hunks.map(({ oldStart, newStart, lines }) => [oldStart, newStart, lines.length]),
          ]),
        ]);
        answers.push(
          await session.reviewer.keep(key, () =>
            askChunk(session, chunk, roles, { name, language: input.settings.language }),
          ),
        );
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
  return { answers, missing: nothing ? (stopped ?? outOfBudget) : null, outOfBudget };
}

/** A must-fix claim of the model stays one only if a fresh reader could not refute it. */
async function lookAgain(session: ReviewSession, input: AskInput, claims: readonly Claim[]) {
  const kept: Claim[] = [];
  const dropped: string[] = [];
  let use = noUse;
  let looks = 0;
  let outOfBudget: string | null = null;
  for (const claim of claims) {
    if (claim.severity !== 'must-fix' || !isFromModel(claim)) {
      kept.push(claim);
      continue;
    }
    const look = looks++ < MOST_SECOND_LOOKS ? await secondLook(session, input, claim) : null;
    if (look) use = addUse(use, look.use);
    outOfBudget ??= look?.outOfBudget ?? null;
    if (look?.verdict === 'wrong') dropped.push('refuted by a second look');
    else if (look?.verdict === 'stands')
      kept.push({
        ...claim,
        evidence: `${claim.evidence}\n\nA second, independent look could not refute it: ${look.reason}`,
      });
    else kept.push({ ...claim, severity: 'should-fix' });
  }
  return { claims: kept, dropped, use, outOfBudget };
}

async function secondLook(session: ReviewSession, input: AskInput, claim: Claim) {
  const chunk = input.chunks.find(({ files }) => files.some(({ path }) => path === claim.path)) ?? null;
  const key = keyOf('second-look', input, [claim.path, claim.line, claim.title]);
  try {
    const report = await session.reviewer.keep(key, () =>
      runReviewAgent(session, {
        agent: 'second look',
        chunk,
        task: secondLookTask(claim, session.fence),
        judges: [CLAIM_HANDLE],
        reports: false,
        reads: true,
      }),
    );
    const said = report.judgements.at(-1);
    return {
      verdict: said?.verdict ?? 'unsure',
      reason: maskSecrets(said?.reason ?? '').slice(0, 600),
      use: report.use,
      outOfBudget: stopOf(report),
    };
  } catch (error) {
    input.signal.throwIfAborted();
    if (session.reviewer.trouble(error) === null) throw error;
    return null;
  }
}

/** Where several agents spoke, one more sees all they said; one agent's closing text needs nobody. */
async function synthesise(
  session: ReviewSession,
  input: AskInput,
  claims: readonly Claim[],
  answers: readonly ChunkAnswer[],
): Promise<
  Pick<Asked, 'claims' | 'summary' | 'risk' | 'unmetCriteria'> & {
    dropped: string[];
    use: ModelUse;
    outOfBudget: string | null;
  }
> {
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
    const report = await session.reviewer.keep(keyOf('synthesis', input, [own.map(({ title }) => title)]), () =>
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
      outOfBudget: stopOf(report),
    };
  } catch (error) {
    input.signal.throwIfAborted();
    if (session.reviewer.trouble(error) === null) throw error;
    return alone;
  }
}

function stopOf({ ending, reason }: Pick<AgentReport, 'ending' | 'reason'>): string | null {
  return byBudget(ending === 'budget' ? reason : null);
}

function byBudget(reason: string | null): string | null {
  return reason === null ? null : `stopped by budget: ${reason}`;
}

/** The model's word alone removes nothing: an earlier claim of the same file must be there to be the other half. */
function hasTwin(claim: Claim, before: readonly Claim[]): boolean {
  return before.some(({ path }) => path === claim.path);
}

/** The same work at the same head has the same key, whatever else has changed meanwhile. */
function keyOf(kind: string, { overview }: AskInput, about: unknown): string {
  const { headSha, baseSha } = overview.change;
  const text = JSON.stringify([headSha, baseSha, about]);
  return `${kind}:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
