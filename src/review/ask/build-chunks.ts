import type { Snapshot } from '../../snapshot/types.js';
import { readCode } from './code-context.js';
import { estimateTokens } from '../../claude/estimate-tokens.js';
import type { ThreadShare } from '../analyzers/thread-share.js';
import { planChunks } from './plan-chunks.js';
import type { ChunkContext } from './prompt/chunk-parts.js';
import { diffText } from '../verify/diff-text.js';
import { PART_BUDGETS } from './prompt/prompt-part.js';
import type { ChangedFile, Claim, LedgerFinding } from '../types.js';

/** More than this many requests to read one pull request would be neither quick nor cheap. */
const MOST_CHUNKS = 8;

export interface BuildInput {
  /** To be asked about, riskiest first. */
  files: readonly ChangedFile[];
  contents: ReadonlyMap<string, string>;
  snapshot: Snapshot;
  /** What the rules found, so that it is not found twice. */
  hits: readonly Claim[];
  earlier: readonly LedgerFinding[];
  /** Ids of earlier findings that must be judged again; others are only made known. */
  uncertain: ReadonlySet<string>;
  threads: ThreadShare;
}

/** Cuts what is to be asked into chunks, each with the code around it and what is known already. */
export async function buildChunks(
  input: BuildInput,
): Promise<{ chunks: ChunkContext[]; leftOut: { path: string; reason: string }[] }> {
  const { contents, snapshot, hits, threads } = input;
  const code = await readCode(input.files, { contents, snapshot, threads });
  const planned = planChunks(input.files, {
    links: code.links,
    tokensOf: (file) => estimateTokens(diffText(file)),
    tokensPerChunk: PART_BUDGETS.diff,
    mostChunks: MOST_CHUNKS,
  });
  const chunks = planned.chunks.map(({ files }): ChunkContext => {
    const paths = new Set(files.map(({ path }) => path));
    return {
      files,
      ...code.contextOf(files),
      candidates: hits.filter(({ path }) => paths.has(path)),
      earlier: input.earlier.filter(
        ({ path, state }) => paths.has(path) && (state === 'open' || state === 'dismissed'),
      ),
      uncertain: input.earlier.filter(({ id, path }) => paths.has(path) && input.uncertain.has(id)),
    };
  });
  return { chunks, leftOut: planned.leftOut };
}
