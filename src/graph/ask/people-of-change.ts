import type { ChangeHistory } from '../../review/history/types.js';
import { expertsOfChange } from '../formulas/experts-of-change.js';
import { knowledgeGap, knownBusFactor } from '../formulas/knowledge-gap.js';
import { rankReviewers, type ProposedReviewer } from '../formulas/propose-reviewers.js';
import type { Authorship, KnowledgeGraph, Reviewing } from '../knowledge-graph.js';
import { LEAST_CONFIDENCE, type RepositoryKey } from '../types.js';
import { lastSeenOf } from './last-seen.js';
import type { ChangedPaths } from './paths-of-change.js';
import { shownExperts, shownReviewers } from './shown-history.js';

/** Files of callers whose authors may review, too; those of sure calls only. */
const MOST_CALLER_FILES = 30;
const MOST_AUTHORSHIPS = 1000;
const MOST_CANDIDATES = 10;

export interface PeopleOfChange extends Pick<ChangeHistory, 'experts' | 'reviewers' | 'busFactor'> {
  /** Who could review, the best first, at most ten. */
  candidates: ProposedReviewer[];
}

/** Who knows the files and who could review them. Whether somebody is still there is seen in the whole repository. */
export async function peopleOfChange(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { all, changedLines }: ChangedPaths,
  known: {
    author: string;
    authorship: readonly Authorship[];
    reviewing: readonly Reviewing[];
    owners: ReadonlyMap<string, string>;
    called: ChangeHistory['called'];
    now: Date;
  },
): Promise<PeopleOfChange> {
  const { author, authorship, reviewing, owners, called, now } = known;
  const sure = called.flatMap(({ callers }) =>
    callers.filter(({ confidence }) => confidence >= LEAST_CONFIDENCE.comment),
  );
  const paths = [...new Set(sure.map(({ path }) => path))].filter((path) => !all.has(path)).slice(0, MOST_CALLER_FILES);
  const ofCallers =
    paths.length === 0 ? [] : await graph.authorship(repository, { paths, now, limit: MOST_AUTHORSHIPS });
  const logins = [
    ...[...authorship, ...ofCallers, ...reviewing].map(({ developer }) => developer.login),
    ...owners.keys(),
  ];
  const lastSeen = await lastSeenOf(graph, repository, logins);
  const experts = expertsOfChange(authorship, changedLines, now, lastSeen);
  const callers = expertsOfChange(ofCallers, new Map(paths.map((path) => [path, 1])), now, lastSeen);
  const ranked = rankReviewers({ author, owners, experts, callers, reviewing, lastSeen, now });
  const [named = null, backup = null] = ranked;
  return {
    experts: shownExperts(experts),
    reviewers: shownReviewers({ named, backup }, knowledgeGap(authorship, author)),
    candidates: ranked.slice(0, MOST_CANDIDATES),
    busFactor: knownBusFactor(authorship),
  };
}
