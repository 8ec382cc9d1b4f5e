import type { Snapshot } from '../../../snapshot/types.js';
import { cutText } from '../../../words/cut-text.js';
import type { ThreadShare } from '../../analyzers/thread-share.js';
import { checkReport, type ReportContext } from '../../verify/check-report.js';
import { promptContent, SYSTEM } from '../prompt/build-prompt.js';
import type { ChunkContext } from '../prompt/chunk-parts.js';
import { chunkParts } from '../prompt/chunk-parts.js';
import type { Fence } from '../prompt/fence.js';
import { CLOSING_FORMAT, CLOSING_FORMAT_WITH_MEMORIES, readClosingText, type ClosingText } from '../prompt/format.js';
import type { PromptPart } from '../prompt/prompt-part.js';
import type { Reviewer } from '../reviewer.js';
import { testSuggestion } from '../../verify/test-suggestion.js';
import { judgeFindingTool, type Judgement } from '../tools/judge-finding.js';
import { dropCandidatesTool, noteCandidatesTool } from '../tools/note-candidates.js';
import { reportFindingTool, type Report, type Verdict } from '../tools/report-finding.js';
import { reportRemarkTool } from '../tools/report-remark.js';
import type { HeadTexts } from '../../plan/head-texts.js';
import type { ReviewTool } from '../tools/tool.js';
import type { GivenMemory } from '../../memories/types.js';
import type { Claim } from '../../types.js';
import type { ModelUse } from './model-use.js';
import { BOUNDS } from '../../bounds.js';
import { createCandidates, type Candidate } from '../candidates.js';
import type { EffortLimits } from '../effort-limits.js';
import { remarkRule } from '../group-remarks.js';
import { defaultLimits, runAgent, type AgentEnding, type SpentReading } from './run-agent.js';

/** What the agents of one review share. */
export interface ReviewSession {
  reviewer: Reviewer;
  fence: Fence;
  overview: readonly PromptPart[];
  readTools: readonly ReviewTool[];
  snapshot: Snapshot;
  texts: Pick<HeadTexts, 'read'>;
  /** What the team said that the model was shown, by its id; null: nothing is remembered. */
  memories: Map<string, GivenMemory> | null;
  /** What all agents of the review have read so far. */
  spent: SpentReading;
  effort: EffortLimits;
  /** Whether readers may note what only asks for words. */
  remarks: boolean;
  /** Something of the change is to be judged: then all its readers have the tool for it, so that they share a prefix. */
  hasToJudge: boolean;
  clean(text: string): string;
  signal: AbortSignal;
  threads: ThreadShare;
}

/** What an agent has reported, small enough to be kept: see `Reviewer.keep`. */
export interface AgentReport {
  claims: Claim[];
  /** Refused reports by reason. */
  dropped: string[];
  judgements: Judgement[];
  /** What it doubted. Absent: the report was kept by an older version. */
  candidates?: Candidate[];
  ending: AgentEnding;
  reason: string | null;
  closing: ClosingText | null;
  /** What of the memories it was given has counted, as it says. Absent: the report was kept by an older version. */
  applied?: GivenMemory[];
  use: ModelUse;
  toolCalls: number;
}

export interface AgentTask {
  /** For the log: `security, part 2 of 3`. */
  agent: string;
  chunk: ChunkContext | null;
  task: string;
  /** Handles it may judge. */
  judges: readonly string[];
  /** What others have reported of the same part. */
  known?: readonly Claim[];
  reports: boolean;
  reads: boolean;
  onFirstToken?: () => void;
}

/** Gives one agent its task and collects what it reports. Throws what `claude.send` throws. */
export async function runReviewAgent(session: ReviewSession, task: AgentTask): Promise<AgentReport> {
  const { reviewer, fence, overview, readTools, memories, signal } = session;
  const claims: Claim[] = [];
  const refused = new Map<string, string>();
  const judgements: Judgement[] = [];
  const candidates = createCandidates();
  const context = reportContext(session, task, claims);
  const take = async (given: Report, of: (claim: Claim) => Claim = (claim) => claim): Promise<Verdict> => {
    const checked = await checkReport(given, context);
    const key = `${given.path} ${given.title.toLowerCase().trim()}`;
    if (!checked.ok) {
      refused.set(key, checked.dropped);
      return { taken: false, reason: checked.reason };
    }
    refused.delete(key);
    claims.push(of(checked.claim));
    return { taken: true, remark: checked.remark };
  };
  const report = reportFindingTool(
    async (given) => {
      const verdict = await take(given);
      const wrong = verdict.taken && given.candidate ? candidates.reported(given.candidate, given.path) : null;
      return verdict.taken && wrong !== null ? { taken: true, remark: `${verdict.remark} But ${wrong}.` } : verdict;
    },
    { hasMemories: memories !== null },
  );
  const remark = reportRemarkTool((kind, given) => take(given, (claim) => ({ ...claim, rule: remarkRule(kind) })));
  const judge = judgeFindingTool((judgement) => {
    if (!task.judges.includes(judgement.finding))
      return `There is no finding ${cutText(judgement.finding, 20)} to judge in this task.`;
    judgements.push(judgement);
    return null;
  });
  // Readers of one review have the same list, byte for byte: it is the beginning of their cached prefix.
  const takers = task.reports
    ? [
        report,
        noteCandidatesTool(candidates),
        dropCandidatesTool(candidates),
        ...(session.remarks ? [remark] : []),
        ...(session.hasToJudge ? [judge] : []),
      ]
    : [judge];
  const allowed = new Set([
    ...(task.reads ? readTools.map(({ definition }) => definition.name) : []),
    ...takers.filter((tool) => tool !== judge || task.judges.length > 0).map(({ definition }) => definition.name),
  ]);
  const calls: Promise<void>[] = [];
  const { onFirstToken } = task;
  const result = await runAgent(
    {
      system: SYSTEM,
      tools: [...readTools, ...takers],
      allowed,
      content: promptContent(overview, task.chunk ? chunkParts(task.chunk, fence) : [], task.task),
      format: memories === null ? CLOSING_FORMAT : CLOSING_FORMAT_WITH_MEMORIES,
      effort: session.effort.thinking,
      objectTo: async () => candidates.reminder(),
    },
    {
      claude: reviewer.claude,
      signal,
      limits: { ...defaultLimits, ...session.effort.agent, ...reviewer.limits },
      spent: session.spent,
      mayCall: (estimate) => reviewer.budget.mayCall({ ...estimate, share: session.effort.share }),
      ...(onFirstToken ? { onFirstToken } : {}),
      called: (call) => calls.push(reviewer.toolCalled({ agent: task.agent, ...call })),
    },
  );
  await Promise.all(calls);
  const { ending, reason, text, use, toolCalls } = result;
  const closing = readClosingText(text);
  return {
    claims,
    dropped: [...refused.values()],
    judgements,
    candidates: candidates.all().map((one) => ({
      ...one,
      doubt: session.clean(one.doubt),
      reason: session.clean(one.reason),
    })),
    ending,
    reason,
    closing,
    applied: [...new Set(closing?.applied_memories)].flatMap((id) => memories?.get(id.trim().toUpperCase()) ?? []),
    use,
    toolCalls,
  };
}

function reportContext(
  session: ReviewSession,
  { chunk, known: others = [] }: Pick<AgentTask, 'chunk' | 'known'>,
  taken: readonly Claim[],
): ReportContext {
  const { texts, snapshot, memories, spent, clean, threads } = session;
  const known = new Map<string, boolean>();
  return {
    files: new Map((chunk?.files ?? []).map((file) => [file.path, file])),
    headText: (path) => texts.read(path),
    memoryOf: (id) => memories?.get(id) ?? null,
    occurs: async (name) => {
      const before = known.get(name);
      if (before !== undefined) return before;
      if (spent.searches++ >= BOUNDS.symbolSearches) return null;
      const found = (await snapshot.search(name, { limit: 1 })).length > 0;
      known.set(name, found);
      return found;
    },
    clean,
    testReplacement: async ({ text, ...place }) => {
      const tested = await testSuggestion({ ...place, replacement: text }, threads);
      return tested.ok ? null : tested.reason;
    },
    taken,
    others,
  };
}
