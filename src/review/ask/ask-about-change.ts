import type { Analysed } from '../analyse-change.js';
import type { ThreadShare } from '../analyzers/thread-share.js';
import { readRuleDocuments } from '../gather/read-rule-documents.js';
import { withUnread } from '../plan/with-unread.js';
import type { Located } from '../rounds/locate-earlier.js';
import type { GivenMemory } from '../memories/types.js';
import type {
  Change,
  Claim,
  Effort,
  Lead,
  LedgerFinding,
  ReviewContext,
  ReviewPlan,
  ReviewSettings,
} from '../types.js';
import { askReviewers, type Asked } from './ask-reviewers.js';
import { buildChunks } from './build-chunks.js';
import type { Reviewer } from './reviewer.js';
import { toldTitle } from './told-title.js';

export interface AskedAbout {
  change: Change;
  settings: ReviewSettings;
  effort: Effort;
  plan: ReviewPlan;
  context: ReviewContext;
  /** What the team said that may apply, best first. */
  memories: readonly GivenMemory[];
  /** What earlier rounds told. */
  earlier: readonly LedgerFinding[];
  read: Analysed;
  /** What the rules found, proven. */
  hits: readonly Claim[];
  /** What they point at without proof and nobody has judged, worst first. */
  leads: readonly Lead[];
  located: ReadonlyMap<string, Located>;
}

interface AskOptions {
  clean(text: string): string;
  cleanForModel(text: string): string;
  signal: AbortSignal;
  threads: ThreadShare;
  /** A file as it stands on the base branch; null: there is none. */
  readBase(path: string): Promise<string | null>;
}

const BROKEN_MANIFESTS = 'Files that say where imports lead are no JSON and were ignored';
const MOST_NAMED = 20;

/**
 * Asks the model about what is new in a change, with the code around it, the rules of the repository and what was told
 * before. Null: the repository cannot be read, so that no answer could be proven. Throws what `askReviewers` throws.
 */
export async function askAboutChange(
  reviewer: Reviewer,
  { change, settings, effort, plan, context, memories, earlier, read, hits, leads, located }: AskedAbout,
  { clean, cleanForModel, signal, threads, readBase }: AskOptions,
): Promise<Asked | null> {
  const { snapshot, texts } = read;
  if (snapshot === null) return null;
  const uncertain = earlier.filter(({ id }) => located.get(id)?.uncertain === true);
  const { chunks, leftOut, brokenManifests } = await buildChunks({
    files: read.files.filter(({ path }) => texts.has(path) && read.since?.get(path)?.size !== 0),
    texts,
    snapshot,
    hits,
    earlier,
    uncertain: new Set(uncertain.map(({ id }) => id)),
    leads,
    threads,
  });
  if (brokenManifests.length > 0)
    await reviewer.noted(BROKEN_MANIFESTS, { files: brokenManifests.slice(0, MOST_NAMED).map(clean) });
  const documents = await readRuleDocuments(change, snapshot, readBase);
  const coverage = withUnread(plan.coverage, read);
  const { linkedIssues: issues, surroundings, history } = context;
  const overview = {
    change: { ...change, title: await toldTitle(change.title, reviewer.lookups.headSubject, signal) },
    coverage,
    issues,
    documents,
    memories,
    ...(surroundings && { surroundings }),
    ...(history && { history }),
  };
  const asked = await askReviewers(
    { overview, chunks, hits, snapshot, texts, settings, effort, clean, cleanForModel, signal, threads },
    reviewer,
  );
  return { ...asked, unread: [...asked.unread, ...leftOut] };
}
