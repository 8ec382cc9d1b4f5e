import { z } from '@hono/zod-openapi';
import { findFoldersOfOne, type FoldersOfOne } from '../../graph/ask/find-folders-of-one.js';
import { GraphUnavailableError } from '../../graph/graph-unavailable-error.js';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import type { RepositoryKey } from '../../graph/types.js';
import type { HealthFacts } from '../queries/read-repo-health.js';

/** Folders that are named, of all that one person alone knows. */
const MOST_NAMED = 5;

const PARTS = ['must_fix_open', 'oldest_must_fix', 'incomplete_reviews', 'sole_folders', 'scan_age'] as const;

/** The health of a repository, 0 to 100; null where nothing was reviewed or scanned: no health is made up. */
export const RepoHealth = z.object({
  health: z.number().nullable(),
  parts: z.array(
    z.object({
      part: z.enum(PARTS),
      value: z.number().nullable(),
      unit: z.string(),
      penalty: z.number().nullable().openapi({ description: 'What it takes away; null: nothing is known of it' }),
      of: z.number().openapi({ description: 'The most it can take away' }),
    }),
  ),
  failed_reviews: z.int().openapi({ description: 'Reviews of 30 days that failed' }),
  sole_folders: z
    .object({ first: z.array(z.string()), of: z.int() })
    .nullable()
    .openapi({
      description:
        'Folders that one person alone knows, as `/expertise` has them; an empty path is the root. Null: not known',
    }),
});

export type RepoHealth = z.infer<typeof RepoHealth>;

/** The folders that one person alone knows; null: the graph is away. */
export async function readSoleFolders(graph: KnowledgeGraph, key: RepositoryKey): Promise<FoldersOfOne | null> {
  try {
    return await findFoldersOfOne(graph, key, new Date());
  } catch (error) {
    if (error instanceof GraphUnavailableError) return null;
    throw error;
  }
}

/** What counts of `FoldersOfOne`. */
interface SoleFolders {
  folders: readonly { path: string }[];
  of: number;
}

/**
 * 100 less a penalty for each part: 8 for each open must-fix finding (at most 40), 1 for each week of the oldest (15),
 * 20 × the share of reviews of 30 days that failed or were partial (20), 15 × the share of folders with a bus factor of one
 * (15), 1 for each three days of the last scan's age after the first week (10). `sole`: of `of` folders whose authors are
 * known; null: the graph is away. Reviews that failed tell nothing of what must be fixed. Pure.
 */
export function repoHealth(facts: HealthFacts, sole: SoleFolders | null): RepoHealth {
  const { must_fix_open: open, oldest_days: oldest, reviews, incomplete, failed, scan_days: scan } = facts;
  const share = reviews === 0 ? null : incomplete / reviews;
  const soleShare = sole === null || sole.of === 0 ? null : sole.folders.length / sole.of;
  const known = reviews > failed || open > 0;
  const parts: RepoHealth['parts'] = [
    {
      part: 'must_fix_open',
      value: known ? open : null,
      unit: 'findings',
      penalty: known ? Math.min(40, 8 * open) : null,
      of: 40,
    },
    {
      part: 'oldest_must_fix',
      value: rounded(oldest),
      unit: 'days',
      penalty: known ? Math.min(15, Math.floor((oldest ?? 0) / 7)) : null,
      of: 15,
    },
    {
      part: 'incomplete_reviews',
      value: rounded(share),
      unit: 'share of 30 days',
      penalty: share === null ? null : Math.round(20 * share),
      of: 20,
    },
    {
      part: 'sole_folders',
      value: soleShare === null ? null : (sole?.folders.length ?? 0),
      unit: `of ${sole?.of ?? 0} folders with one author who knows them`,
      penalty: soleShare === null ? null : Math.round(15 * soleShare),
      of: 15,
    },
    {
      part: 'scan_age',
      value: rounded(scan),
      unit: 'days',
      penalty: scan === null ? null : Math.min(10, Math.max(0, Math.floor((scan - 7) / 3))),
      of: 10,
    },
  ];
  const counted = parts.filter(({ penalty }) => penalty !== null);
  const health = counted.length === 0 ? null : 100 - counted.reduce((sum, { penalty }) => sum + (penalty ?? 0), 0);
  return {
    health,
    parts,
    failed_reviews: failed,
    sole_folders: sole && { first: sole.folders.slice(0, MOST_NAMED).map(({ path }) => path), of: sole.folders.length },
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
