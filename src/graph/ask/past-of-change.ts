import type { FileRecord } from '../../review/history/types.js';
import { bugProne } from '../formulas/bug-prone.js';
import { CO_CHANGE, countedSince, couplingsOf } from '../formulas/co-change.js';
import { hotspots } from '../formulas/hotspots.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { fixingPulls } from './fixing-pulls.js';
import type { ChangedPaths } from './paths-of-change.js';

const LIMITS = { coupled: 200, authorship: 2000, fixes: 200, churn: 500, reviewing: 50 };
const SHOWN = { related: 5, fixes: 3, hotspots: 20 };

/**
 * What merged pull requests tell of the files of a change (number `number`): partners, people, related changes, fixes,
 * hotspots. `isCut`: there are more partners than are looked at. Throws GraphUnavailableError.
 */
export async function pastOfChange(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { paths, all, nameOf }: ChangedPaths,
  number: number,
  now: Date,
) {
  // Files that are all new have no past.
  if (paths.length === 0) return { coupled: [], authorship: [], reviewing: [], related: [], files: [], isCut: false };
  const since = countedSince(now);
  const { mostFiles, leastShared } = CO_CHANGE;
  const [partners, authorship, merged, fixes, churn, reviewing] = await Promise.all([
    graph
      .coChanged(repository, { paths, since, mostFiles, leastShared, limit: LIMITS.coupled })
      .then(async (counts) => ({
        coupled: await living(graph, repository, couplingsOf(counts), all),
        isCut: counts.length >= LIMITS.coupled,
      })),
    graph.authorship(repository, { paths, now, limit: LIMITS.authorship }),
    graph.relatedPulls(repository, { paths, except: number, state: 'merged', limit: SHOWN.related }),
    graph.fixes(repository, { paths, limit: LIMITS.fixes }),
    graph.churn(repository, { since, limit: LIMITS.churn }),
    graph.reviewing(repository, { paths, since, limit: LIMITS.reviewing }),
  ]);
  const ranks = new Map(hotspots(churn).map((spot) => [spot.path, spot.rank]));
  const fixesOf = fixingPulls(fixes);
  const changesOf = new Map(churn.map(({ path, changes }) => [path, changes]));
  return {
    ...partners,
    authorship,
    reviewing,
    related: merged.map((pull) => ({ ...pastOf(pull.number, pull.title), files: pull.paths.map(nameOf) })),
    files: paths.flatMap((path): FileRecord[] => {
      const own = fixesOf.get(path) ?? [];
      const rank = ranks.get(path) ?? null;
      const changes = changesOf.get(path) ?? 0;
      if (own.length === 0 && changes === 0) return [];
      return [
        {
          path: nameOf(path),
          changes,
          hotspot: rank !== null && rank <= SHOWN.hotspots && rank * 10 <= churn.length ? rank : null,
          fixes: own.slice(0, SHOWN.fixes).map((fix) => pastOf(fix.number, fix.issue.title)),
          bugProne: bugProne(
            own.map(({ mergedAt }) => mergedAt),
            since,
            now,
          ),
        },
      ];
    }),
  };
}

/** Those whose partner is alive, written by somebody and no part of the change. */
async function living(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  couplings: ReturnType<typeof couplingsOf>,
  changed: ReadonlySet<string>,
) {
  const missing = couplings.filter(({ other }) => !changed.has(other));
  if (missing.length === 0) return [];
  const files = await graph.files(repository, [...new Set(missing.map(({ other }) => other))]);
  const alive = new Set(
    files.flatMap(({ path, deletedAt, isGenerated }) => (deletedAt === null && !isGenerated ? [path] : [])),
  );
  return missing.filter(({ other }) => alive.has(other));
}

/** A merged pull request, as it is told. */
export function pastOf(number: number, title: string) {
  return { number, sha: null, title };
}
