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

/** It is asked anew when a scan has ended (`scannedAt`), not while it goes on. */
export const graphQuery = (param: RepoParams, asked: AskedGraph, scannedAt: string | null) =>
  queryOptions({
    queryKey: ['graph', param.owner, param.repo, asked, scannedAt],
    queryFn: () => askGraph(param, asked),
    staleTime: 60_000,
  });
