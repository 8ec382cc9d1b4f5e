import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { RepoParams } from '../repos/repo-queries.js';
import type { VIEWS } from '../repos/search.js';

/** What the address asks for, with what it left out. */
export interface AskedGraph {
  view: (typeof VIEWS)[number];
  focus: string;
  nodes: number;
}

function askGraph(param: RepoParams, { view, focus, nodes }: AskedGraph) {
  return answerOf(api.repos[':owner'][':repo'].graph.$get({ param, query: { view, focus, limit: nodes } }));
}

/** A picture of a part of a repository. */
export type Picture = Awaited<ReturnType<typeof askGraph>>;
export type PictureNode = Picture['nodes'][number];
export type PictureEdge = Picture['edges'][number];

/** What the address of the graph asks for, with what it leaves out. Pure. */
export function askedIn({ view = 'folders', focus = '', nodes = 200 }: Partial<AskedGraph>): AskedGraph {
  return { view, focus, nodes };
}

/** How long a picture counts as new. */
export const NEW_MS = 60_000;

export const graphQuery = (param: RepoParams, asked: AskedGraph) =>
  queryOptions({
    queryKey: ['graph', param.owner, param.repo, asked],
    queryFn: () => askGraph(param, asked),
    staleTime: NEW_MS,
  });
