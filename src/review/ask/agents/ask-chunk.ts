import type { ChunkContext } from '../prompt/chunk-parts.js';
import type { Claim, LedgerFinding } from '../../types.js';
import { afterFirstToken } from './after-first-token.js';
import { addUse, noUse, type ModelUse } from './model-use.js';
import { runReviewAgent, type AgentReport, type ReviewSession } from './review-session.js';
import { reviewTask, type ReviewRole } from './roles.js';

/** What the agents of one chunk found, and what of it was not read to the end. */
export interface ChunkAnswer {
  claims: Claim[];
  dropped: string[];
  /** Handles of earlier findings that the code no longer has, or still has. */
  judged: { handle: number; fixed: boolean }[];
  summaries: string[];
  risk: 'low' | 'medium' | 'high' | null;
  unmetCriteria: string[];
  unread: { path: string; reason: string }[];
  use: ModelUse;
  toolCalls: number;
}

const DEEPEST_SPLIT = 2;

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
        return runReviewAgent(session, {
          agent: `${role}, ${options.name}`,
          chunk,
          task: reviewTask(role, uncertain, options.language),
          judges: uncertain.map(({ handle }) => `F${handle}`),
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
    summaries: [...first.summaries, ...second.summaries],
    risk: first.risk ?? second.risk,
    unmetCriteria: first.unmetCriteria.filter((one) => second.unmetCriteria.includes(one)),
    unread: [...first.unread, ...second.unread],
    use: [...before.map(({ use }) => use), first.use, second.use].reduce(addUse, noUse),
    toolCalls: before.reduce((sum, { toolCalls }) => sum + toolCalls, first.toolCalls + second.toolCalls),
  };
}

function joined(chunk: ChunkContext, roles: readonly ReviewRole[], reports: readonly AgentReport[]): ChunkAnswer {
  const cut = reports.flatMap(({ ending, reason }, index) =>
    ending === 'done' || reason === null ? [] : [roles.length > 1 ? `${reason} (${roles[index]})` : reason],
  );
  const closings = reports.flatMap(({ closing }) => (closing ? [closing] : []));
  return {
    claims: reports.flatMap(({ claims }) => claims),
    dropped: reports.flatMap(({ dropped }) => dropped),
    judged: judgedOf(chunk.uncertain, reports),
    summaries: closings.map(({ summary }) => summary).filter((summary) => summary.trim() !== ''),
    risk: closings.map(({ risk }) => risk).toSorted((a, b) => RISKS.indexOf(b) - RISKS.indexOf(a))[0] ?? null,
    unmetCriteria: closings[0]?.unmet_criteria ?? [],
    unread: cut.length === 0 ? [] : chunk.files.map(({ path }) => ({ path, reason: cut.join('; ') })),
    use: reports.reduce((sum, { use }) => addUse(sum, use), noUse),
    toolCalls: reports.reduce((sum, { toolCalls }) => sum + toolCalls, 0),
  };
}

const RISKS = ['low', 'medium', 'high'] as const;

function judgedOf(uncertain: readonly LedgerFinding[], reports: readonly AgentReport[]): ChunkAnswer['judged'] {
  const judgements = reports.flatMap((report) => report.judgements);
  return uncertain.flatMap(({ handle }) => {
    const said = judgements.filter(({ finding }) => finding === `F${handle}`).map(({ verdict }) => verdict);
    if (said.includes('stands')) return [{ handle, fixed: false }];
    return said.includes('fixed') || said.includes('wrong') ? [{ handle, fixed: said.includes('fixed') }] : [];
  });
}
