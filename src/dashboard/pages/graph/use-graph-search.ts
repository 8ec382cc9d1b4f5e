import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { askedIn, type AskedGraph } from './graph-query.js';
import { layersIn } from './layers.js';

const route = getRouteApi('/app/repos/$owner/$repo/graph');

export type GraphSearch = ReturnType<typeof route.useSearch>;

/** What the address of the graph says, and how to change it. What is chosen is of one picture: another drops it. */
export function useGraphSearch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { view, focus, nodes } = search;
  const asked = useMemo(() => askedIn({ view, focus, nodes }), [view, focus, nodes]);
  const layers = useMemo(() => layersIn(search.layers), [search.layers]);
  const change = (part: Partial<GraphSearch>) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(
          Object.entries({ ...before, ...part }).filter(([, value]) => value !== undefined && value !== ''),
        ) as GraphSearch,
      replace: !('focus' in part || 'view' in part),
    });
  const show = (next: Pick<AskedGraph, 'view' | 'focus'>) =>
    change({ view: next.view === 'folders' ? undefined : next.view, focus: next.focus, at: undefined, q: undefined });
  return { search, asked, layers, change, show };
}
