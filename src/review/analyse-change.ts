import type { Snapshot } from '../snapshot/types.js';
import { analyse } from './analyzers/analyse.js';
import type { ThreadShare } from './analyzers/thread-share.js';
import { findLeads } from './leads/find-leads.js';
import { keepHits } from './leads/keep-hits.js';
import { readSarif } from './leads/read-sarif.js';
import { toolLeads, type ToolResult } from './leads/tool-result.js';
import { linesSince } from './plan/lines-since.js';
import { readContents, type Contents } from './plan/read-contents.js';
import type { Change, Lead, ReviewPlan, ReviewSettings } from './types.js';
import type { KeptClaims } from './verify/keep-claims.js';

export interface Analysed extends Contents {
  kept: KeptClaims;
  /** Worst first; nothing of them counts as found. */
  leads: Lead[];
  /** Leads that were left out for their number alone. */
  leadsLeft: number;
  /** What of the tools could not be read. */
  leadNotices: string[];
  /** Lines that are new since the last round, by path; null: everything is looked at afresh. */
  since: Map<string, Set<number>> | null;
  notices: string[];
}

export interface AnalyseFrom {
  /** The head of the last round; null: everything is read afresh. */
  lastHeadSha: string | null;
  /** Rules whose hits are leads in this repository. */
  leadRules: ReadonlySet<string>;
  /** What analysis tools of the repository's own have said of the head. */
  alerts: readonly ToolResult[];
  /** As in `ReviewSources`, of the change at hand. */
  openSnapshot(sha: string): Promise<Snapshot>;
  readFile(path: string): Promise<Buffer | null>;
  threads: ThreadShare;
}

/**
 * The head's texts, what is new in them since the last round, and what the rules find in them. Throws what `from`
 * throws.
 */
export async function analyseChange(
  { change, settings }: { change: Change; settings: ReviewSettings },
  plan: ReviewPlan,
  { lastHeadSha, leadRules, alerts, openSnapshot, readFile, threads }: AnalyseFrom,
): Promise<Analysed> {
  const contents = { openSnapshot: () => openSnapshot(change.headSha), readFile };
  const read = await readContents(plan.files, contents, plan.searched);
  const skipped = new Set(read.skipped.map(({ path }) => path));
  const planned = new Set(plan.files.map(({ path }) => path).filter((path) => !skipped.has(path)));
  const hits = keepHits(settings, leadRules);
  const { snapshotPaths } = read;
  const [owner, name] = change.repository.split('/');
  const of = { snapshotPaths, ...(owner && name && { owner }) };
  const analysis = await analyse(
    read.files.map((file) => ({ ...file, ...of, content: null })),
    {
      threads,
      texts: read.texts,
      leftOut: change.files.filter(({ path }) => !planned.has(path)),
      searched: read.searched,
      readAny: async (path) => (await readAny(read.snapshot, path))?.toString('utf8') ?? null,
      take: hits.add,
    },
  );
  const sarif = await readSarif(
    settings.sarif,
    async (path) => (await readAny(read.snapshot, path)) ?? (await readFile(path)),
  );
  hits.add(toolLeads([...sarif.results, ...alerts], read.files));
  const { certain, leads } = hits.kept();
  const found = await findLeads(leads.claims, certain.claims, read.texts, change, settings);
  const { since, notices } =
    lastHeadSha === null || lastHeadSha === change.headSha
      ? { since: null, notices: [] }
      : await linesSince(read.files, read.texts, () => openSnapshot(lastHeadSha));
  return {
    ...read,
    kept: {
      ...certain,
      dropped: [...certain.dropped, ...leads.dropped, ...found.dropped],
      cut: new Set([...certain.cut, ...leads.cut]),
    },
    leads: found.leads,
    leadsLeft: leads.left,
    leadNotices: sarif.notices,
    unread: [...read.unread, ...analysis.unread],
    since,
    notices,
  };
}

/** A snapshot may be evicted meanwhile: then what is asked for beside the change is not known. */
async function readAny(snapshot: Snapshot | null, path: string): Promise<Buffer | null> {
  return (await snapshot?.readFile(path).catch(() => null)) ?? null;
}
