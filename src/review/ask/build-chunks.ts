import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Snapshot } from '../../snapshot/types.js';
import { BOUNDS } from '../bounds.js';
import type { HeadTexts } from '../plan/head-texts.js';
import { readCode } from './code-context.js';
import { estimateTokens } from '../../claude/estimate-tokens.js';
import type { ThreadShare } from '../analyzers/thread-share.js';
import { planChunks } from './plan-chunks.js';
import type { ChunkContext, NumberedLead } from './prompt/chunk-parts.js';
import { diffText } from '../verify/diff-text.js';
import { PART_BUDGETS } from './prompt/prompt-part.js';
import type { ChangedFile, Claim, Lead, LedgerFinding } from '../types.js';
import { groupBy } from '../group-by.js';

/** More than this many requests to read one pull request would be neither quick nor cheap. */
const MOST_CHUNKS = 8;

export interface BuildInput {
  /** To be asked about, riskiest first. */
  files: readonly ChangedFile[];
  texts: HeadTexts;
  snapshot: Snapshot;
  /** What the rules found, so that it is not found twice. */
  hits: readonly Claim[];
  earlier: readonly LedgerFinding[];
  /** Ids of earlier findings that must be judged again; others are only made known. */
  uncertain: ReadonlySet<string>;
  /** What rules point at without proof, worst first. */
  leads: readonly Lead[];
  threads: ThreadShare;
}

/** Cuts what is to be asked into chunks, each with the code around it and what is known already. */
export async function buildChunks(input: BuildInput): Promise<{
  chunks: ChunkContext[];
  leftOut: { path: string; reason: string }[];
  brokenManifests: readonly string[];
}> {
  const { texts, snapshot, hits, threads } = input;
  const { files, tokens, tooMany } = await withinReach(input.files);
  const code = await readCode(files, { texts, snapshot, threads });
  const planned = planChunks(files, {
    links: code.links,
    tokensOf: (file) => tokens.get(file) ?? tokensOfDiff(file),
    tokensPerChunk: PART_BUDGETS.diff,
    mostChunks: MOST_CHUNKS,
  });
  const leads = placeLeads(input.leads, planned.chunks);
  const chunks: ChunkContext[] = [];
  for (const [index, { files }] of planned.chunks.entries()) {
    const paths = new Set(files.map(({ path }) => path));
    chunks.push({
      files,
      ...(await code.contextOf(files)),
      candidates: hits.filter(({ path }) => paths.has(path)),
      earlier: input.earlier.filter(
        ({ path, state }) => paths.has(path) && (state === 'open' || state === 'dismissed'),
      ),
      uncertain: input.earlier.filter(({ id, path }) => paths.has(path) && input.uncertain.has(id)),
      leads: leads.get(index) ?? [],
    });
  }
  return { chunks, leftOut: [...planned.leftOut, ...tooMany], brokenManifests: code.brokenManifests };
}

/** The first thirty leads that somebody can judge, each with the chunk that holds its line. */
function placeLeads(
  leads: readonly Lead[],
  chunks: readonly { files: readonly ChangedFile[] }[],
): Map<number, NumberedLead[]> {
  const placed: { chunk: number; lead: NumberedLead }[] = [];
  for (const lead of leads) {
    if (placed.length >= BOUNDS.askedLeads) break;
    const chunk = chunks.findIndex(({ files }) => files.some((file) => holds(file, lead)));
    if (chunk >= 0) placed.push({ chunk, lead: { ...lead, handle: `L${placed.length + 1}` } });
  }
  const byChunk = groupBy(placed, ({ chunk }) => chunk);
  return new Map([...byChunk].map(([chunk, own]) => [chunk, own.map(({ lead }) => lead)]));
}

/** A large file is parted between its hunks or their lines. */
function holds({ path, hunks }: ChangedFile, lead: Lead): boolean {
  if (path !== lead.path) return false;
  return hunks.some(({ newStart, newCount }) => lead.line >= newStart && lead.line < newStart + newCount);
}

/**
 * The riskiest files that all requests together can hold; planning the others would only cost time. Twice the budget,
 * because chunks are packed by what belongs together.
 */
async function withinReach(files: readonly ChangedFile[]) {
  const budget = 2 * MOST_CHUNKS * PART_BUDGETS.diff;
  const tokens = new Map<ChangedFile, number>();
  let sum = 0;
  for (const file of files) {
    if (sum >= budget || tokens.size >= BOUNDS.askedFiles) break;
    const size = tokensOfDiff(file);
    tokens.set(file, size);
    sum += size;
    await nextTurn();
  }
  const tooMany = files.slice(tokens.size).map(({ path }) => ({ path, reason: 'over the budget of this review' }));
  return { files: [...tokens.keys()], tokens, tooMany };
}

function tokensOfDiff(file: ChangedFile): number {
  return estimateTokens(diffText(file));
}
