import type { EntityManager } from 'typeorm';
import type { FoundCounts } from './overview.js';
import { COUNTS, foundBy, RATES, ROUNDS, type Window } from './rounds.js';

/** How good what we say is, in one of the ways to look at it. */
export interface Quality {
  by: 'all' | 'category' | 'severity' | 'origin' | 'source';
  /** Such as `security`; of `all`: `all`. */
  name: string;
}

/** Addressed and wrong findings, by category, severity, origin of the pull request and source, in one statement. */
export function readQuality(
  manager: EntityManager,
  { repositoryIds, days, back = 0 }: Window,
): Promise<(Quality & FoundCounts)[]> {
  return manager.query(
    `WITH ${ROUNDS}, ${foundBy('category', 'severity', 'origin', 'source')}
     SELECT CASE WHEN GROUPING(category) = 0 THEN 'category' WHEN GROUPING(severity) = 0 THEN 'severity'
                 WHEN GROUPING(origin) = 0 THEN 'origin' WHEN GROUPING(source) = 0 THEN 'source' ELSE 'all' END AS by,
            coalesce(category, severity, origin, source, 'all') AS name, ${COUNTS}, ${RATES}
       FROM found GROUP BY GROUPING SETS ((category), (severity), (origin), (source), ())
      ORDER BY array_position(ARRAY['all', 'category', 'severity', 'origin', 'source'],
        CASE WHEN GROUPING(category) = 0 THEN 'category' WHEN GROUPING(severity) = 0 THEN 'severity'
             WHEN GROUPING(origin) = 0 THEN 'origin' WHEN GROUPING(source) = 0 THEN 'source' ELSE 'all' END), findings DESC, name`,
    [repositoryIds, days, back],
  );
}
