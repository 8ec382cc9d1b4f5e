import type { ThreadShare } from '../analyzers/thread-share.js';
import type { Snapshot } from '../../snapshot/types.js';
import { createPauses } from '../../turns/create-pauses.js';
import { partClaims } from '../memories/part-claims.js';
import { addUse, noUse, type ModelUse } from './agents/model-use.js';
import type { ReviewSession } from './agents/review-session.js';
import { PARALLEL_ROLES, type ReviewRole } from './agents/roles.js';
import { askChunks, type LeftOutReadings } from './ask-chunks.js';
import type { Candidate } from './candidates.js';
import { EFFORT_LIMITS } from './effort-limits.js';
import { groupRemarks } from './group-remarks.js';
import { lookAtClaims } from './look-at-claims.js';
import { synthesise } from './synthesise.js';
import type { HeadTexts } from '../plan/head-texts.js';
import { settleLeads } from '../leads/settle-leads.js';
import { mergeClaims } from './merge-claims.js';
import type { ChunkContext } from './prompt/chunk-parts.js';
import { chunkParts } from './prompt/chunk-parts.js';
import { createFence } from './prompt/fence.js';
import { overviewParts, type Overview } from './prompt/overview-parts.js';
import { tokensByPart, type PartName } from './prompt/prompt-part.js';
import type { Reviewer } from './reviewer.js';
import { createReadTools } from './tools/create-read-tools.js';
import { sumDropped } from '../verify/sum-dropped.js';
import type { GivenMemory } from '../memories/types.js';
import type { Claim, Dropped, Effort, JudgedLead, ReviewSettings } from '../types.js';

export interface AskInput {
  overview: Overview;
  /** Riskiest first. */
  chunks: readonly ChunkContext[];
  /** What the rules found. */
  hits: readonly Claim[];
  snapshot: Snapshot;
  texts: HeadTexts;
  settings: Pick<ReviewSettings, 'agents' | 'language' | 'rules' | 'remarks'>;
  effort: Effort;
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
  effort: Effort;
  /** Further readings that were not made, or not to their end; null: all were. */
  leftOut: LeftOutReadings | null;
  /** Every doubt of every reader, and what has become of it. */
  candidates: Candidate[];
  use: ModelUse & { model: string };
  toolCalls: number;
  /** Estimated tokens by part of the prompts, each chunk counted once. */
  parts: Partial<Record<PartName, number>>;
}

/**
 * Asks the model about every chunk, riskiest first, then lets a fresh reader look at what was claimed, then puts the
 * whole together. What the model could not read is named; if it cannot be asked at all, what the rules found remains.
 * Throws only what the reviewer calls temporary: the step comes again, and what is finished by then is not paid twice.
 */
export async function askReviewers(input: AskInput, reviewer: Reviewer): Promise<Asked> {
  const session = createSession(input, reviewer);
  const roles: readonly ReviewRole[] =
    reviewer.parallel || input.settings.agents === 'parallel' ? PARALLEL_ROLES : ['general'];
  const { answers, missing, outOfBudget, leftOut } = await askChunks(session, input, roles);
  const [reported, spokenAgainst] = partClaims(answers.flatMap((answer) => answer.claims));
  const leads = settleLeads(
    input.chunks.flatMap((chunk) => chunk.leads),
    answers.flatMap((answer) => answer.leads ?? []),
    reported,
  );
  const { claims, merged } = mergeClaims(
    input.hits,
    groupRemarks([...leads.reported, ...spokenAgainst]),
    (rule) => input.settings.rules[rule] === 'off',
  );
  const dropped = [
    ...answers.flatMap((answer) => answer.dropped),
    ...Array.from({ length: merged }, () => 'duplicate'),
  ];
  const looked = await lookAtClaims(session, input, [...claims, ...leads.confirmed]);
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
    effort: input.effort,
    leftOut,
    candidates: answers.flatMap(({ candidates = [] }) => candidates),
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
  { overview, chunks, settings, effort, snapshot, texts, clean, cleanForModel = clean, signal, threads }: AskInput,
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
    snapshot,
    texts,
    spent: { calls: 0, characters: 0, searches: 0 },
    effort: EFFORT_LIMITS[effort],
    remarks: settings.remarks,
    hasToJudge: chunks.some(({ uncertain, leads }) => uncertain.length + leads.length > 0),
    clean,
    signal,
    threads,
  };
}
