import { cutText } from '../../../words/cut-text.js';
import { maskSecrets } from '../../analyzers/mask-secrets.js';
import type { Candidate } from '../candidates.js';
import type { ChunkContext } from '../prompt/chunk-parts.js';
import type { GivenMemory } from '../../memories/types.js';
import type { Claim, JudgedLead, LedgerFinding } from '../../types.js';
import { afterFirstToken } from './after-first-token.js';
import { addUse, noUse, type ModelUse } from './model-use.js';
import { runReviewAgent, type AgentReport, type ReviewSession } from './review-session.js';
import { leadsOf, reviewTask, type ReviewRole } from './roles.js';

/** What the agents of one chunk found, and what of it was not read to the end. */
export interface ChunkAnswer {
  claims: Claim[];
  dropped: string[];
  /** Handles of earlier findings that the code no longer has, or still has. */
  judged: { handle: number; fixed: boolean }[];
  /** Leads that the agents were given. Absent: the answer was kept by an older version. */
  leads?: JudgedLead[];
  /** What the agents doubted. Absent as `leads`. */
  candidates?: Candidate[];
  /** What the team said that has counted. Absent as `leads`. */
  applied?: GivenMemory[];
  summaries: string[];
  risk: 'low' | 'medium' | 'high' | null;
  unmetCriteria: string[];
  unread: { path: string; reason: string }[];
  /** Which budget ended it, and until when. Absent: none did. */
  outOfBudget?: string;
  use: ModelUse;
  toolCalls: number;
}

const DEEPEST_SPLIT = 2;
const LONGEST_REASON = 600;

/**
 * Lets the agents of the given roles read one chunk, side by side on the same prefix. A chunk whose answer is cut is
 * read again in two halves. Throws what `claude.send` throws, unless the reviewer says that smaller pieces help.
 */
export async function askChunk(
  session: ReviewSession,
  chunk: ChunkContext,
  roles: readonly ReviewRole[],
  options: { name: string; language: string; depth?: number },
): Promise<ChunkAnswer> {
  const depth = options.depth ?? 0;
  const splittable = chunk.files.length > 1 && depth < DEEPEST_SPLIT;
  try {
    const reports = await afterFirstToken(
      roles.map((role) => (onFirstToken: () => void) => {
        const uncertain = role === 'general' || role === 'quality' ? chunk.uncertain : [];
        const leads = leadsOf(role, chunk.leads);
        return runReviewAgent(session, {
          agent: `${role}, ${options.name}`,
          chunk,
          task: reviewTask(role, uncertain, options.language, leads),
          judges: [...uncertain.map(({ handle }) => `F${handle}`), ...leads.map(({ handle }) => handle)],
          reports: true,
          reads: true,
          onFirstToken,
        });
      }),
    );
    if (splittable && reports.some(({ ending }) => ending === 'truncated')) {
      return inHalves(session, chunk, roles, { ...options, depth }, reports);
    }
    return joined(chunk, roles, reports);
  } catch (error) {
    if (splittable && session.reviewer.trouble(error)?.kind === 'split') {
      return inHalves(session, chunk, roles, { ...options, depth }, []);
    }
    throw error;
  }
}

async function inHalves(
  session: ReviewSession,
  chunk: ChunkContext,
  roles: readonly ReviewRole[],
  { name, language, depth }: { name: string; language: string; depth: number },
  before: readonly AgentReport[],
): Promise<ChunkAnswer> {
  const middle = Math.ceil(chunk.files.length / 2);
  const halves = [chunk.files.slice(0, middle), chunk.files.slice(middle)];
  const answers: ChunkAnswer[] = [];
  for (const [index, files] of halves.entries()) {
    const paths = new Set(files.map(({ path }) => path));
    const own = <T extends { path: string }>(list: readonly T[]) => list.filter(({ path }) => paths.has(path));
    const half = {
      ...chunk,
      files,
      symbols: own(chunk.symbols),
      candidates: own(chunk.candidates),
      earlier: own(chunk.earlier),
      uncertain: own(chunk.uncertain),
      leads: own(chunk.leads),
    };
    answers.push(
      await askChunk(session, half, roles, { name: `${name} half ${index + 1}`, language, depth: depth + 1 }),
    );
  }
  const [first, second] = answers;
  if (!first || !second) throw new Error('a chunk has two halves');
  return {
    claims: [...before.flatMap(({ claims }) => claims), ...first.claims, ...second.claims],
    dropped: [...first.dropped, ...second.dropped],
    judged: [...first.judged, ...second.judged],
    leads: [...(first.leads ?? []), ...(second.leads ?? [])],
    candidates: [...before, first, second].flatMap(({ candidates = [] }) => candidates),
    applied: [...before, first, second].flatMap(({ applied = [] }) => applied),
    summaries: [...first.summaries, ...second.summaries],
    risk: first.risk ?? second.risk,
    unmetCriteria: first.unmetCriteria.filter((one) => second.unmetCriteria.includes(one)),
    unread: [...first.unread, ...second.unread],
    ...stopOf([first, second]),
    use: [...before.map(({ use }) => use), first.use, second.use].reduce(addUse, noUse),
    toolCalls: before.reduce((sum, { toolCalls }) => sum + toolCalls, first.toolCalls + second.toolCalls),
  };
}

function stopOf(answers: readonly ChunkAnswer[]): Pick<ChunkAnswer, 'outOfBudget'> {
  const stop = answers.find(({ outOfBudget }) => outOfBudget !== undefined)?.outOfBudget;
  return stop === undefined ? {} : { outOfBudget: stop };
}

function joined(chunk: ChunkContext, roles: readonly ReviewRole[], reports: readonly AgentReport[]): ChunkAnswer {
  const cut = reports.flatMap(({ ending, reason }, index) =>
    ending === 'done' || reason === null ? [] : [roles.length > 1 ? `${reason} (${roles[index]})` : reason],
  );
  const spent = reports.find(({ ending }) => ending === 'budget')?.reason ?? null;
  const closings = reports.flatMap(({ closing }) => (closing ? [closing] : []));
  return {
    claims: reports.flatMap(({ claims }) => claims),
    dropped: reports.flatMap(({ dropped }) => dropped),
    judged: judgedOf(chunk.uncertain, reports),
    leads: leadsJudged(chunk, reports),
    candidates: reports.flatMap(({ candidates = [] }) => candidates),
    applied: reports.flatMap(({ applied = [] }) => applied),
    summaries: closings.map(({ summary }) => summary).filter((summary) => summary.trim() !== ''),
    risk: closings.map(({ risk }) => risk).toSorted((a, b) => RISKS.indexOf(b) - RISKS.indexOf(a))[0] ?? null,
    unmetCriteria: closings[0]?.unmet_criteria ?? [],
    unread: cut.length === 0 ? [] : chunk.files.map(({ path }) => ({ path, reason: cut.join('; ') })),
    ...(spent === null ? {} : { outOfBudget: spent }),
    use: reports.reduce((sum, { use }) => addUse(sum, use), noUse),
    toolCalls: reports.reduce((sum, { toolCalls }) => sum + toolCalls, 0),
  };
}

/** Least first. */
export const RISKS = ['low', 'medium', 'high'] as const;

function judgedOf(uncertain: readonly LedgerFinding[], reports: readonly AgentReport[]): ChunkAnswer['judged'] {
  const judgements = reports.flatMap((report) => report.judgements);
  return uncertain.flatMap(({ handle }) => {
    const said = judgements.filter(({ finding }) => finding === `F${handle}`).map(({ verdict }) => verdict);
    if (said.includes('stands')) return [{ handle, fixed: false }];
    return said.includes('fixed') || said.includes('wrong') ? [{ handle, fixed: said.includes('fixed') }] : [];
  });
}

/** The answer about a chunk that no agent has read, for this reason. */
export function unanswered(chunk: ChunkContext, reason: string): ChunkAnswer {
  return {
    claims: [],
    dropped: [],
    judged: [],
    summaries: [],
    risk: null,
    unmetCriteria: [],
    unread: chunk.files.map(({ path }) => ({ path, reason })),
    use: noUse,
    toolCalls: 0,
  };
}

/** The last word on each lead; what was not answered is as good as unsure. */
function leadsJudged({ leads }: ChunkContext, reports: readonly AgentReport[]): JudgedLead[] {
  const judgements = reports.flatMap((report) => report.judgements);
  return leads.map(({ handle, rule, fingerprint }) => {
    const said = judgements.findLast(({ finding }) => finding === handle);
    const verdict = said === undefined ? 'unsure' : LEAD_VERDICT[said.verdict];
    const reason = cutText(maskSecrets(said?.reason ?? ''), LONGEST_REASON);
    return { rule, fingerprint, verdict, reason, answered: said !== undefined };
  });
}

/** `fixed`: the change repairs it. `duplicate`: it is told elsewhere, and nothing is said of the rule. */
const LEAD_VERDICT = {
  stands: 'stands',
  wrong: 'wrong',
  fixed: 'wrong',
  duplicate: 'unsure',
  unsure: 'unsure',
} as const;
