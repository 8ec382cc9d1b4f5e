import type { Change } from '../../review/types.js';
import { isFix } from '../../words/is-fix.js';
import { countedSince } from '../formulas/co-change.js';
import { factorText } from '../formulas/factor-text.js';
import { outstandingFactors } from '../formulas/outstanding-factors.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { comparedChange } from './compared-change.js';

/** Merged pull requests that a change is compared with. */
const MOST_OTHERS = 200;
/** Of each of them: a page of an import lists no more, so that whoever has as many may have more. */
const MOST_FILES_OF_OTHER = 100;

/** The features of a change that stand out among the merged pull requests of a year. Throws GraphUnavailableError. */
export async function factorsOfChange(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  change: Pick<Change, 'number' | 'author' | 'title' | 'files'>,
  now: Date,
): Promise<string[]> {
  const since = countedSince(now);
  const others = await graph.changeSets(repository, {
    since,
    except: change.number,
    limit: MOST_OTHERS,
    mostFiles: MOST_FILES_OF_OTHER,
  });
  return outstandingFactors(
    comparedChange(change, change.author, now),
    others.map((other) => ({
      author: other.author,
      at: other.mergedAt,
      isFix: isFix(other.title),
      paths: other.files.map(({ path }) => path),
      lines: other.files.map(({ additions, deletions }) => additions + deletions),
      added: other.additions,
      removed: other.deletions,
      isWhole: other.files.length < MOST_FILES_OF_OTHER,
    })),
  ).map((factor) => factorText(factor, 'merged pull requests before this one'));
}
