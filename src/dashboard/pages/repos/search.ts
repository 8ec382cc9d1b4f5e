import { oneOf, textIn } from '../../layout/search-params.js';
import { reviewsSearch } from '../reviews/search.js';

type Search = Record<string, unknown>;

/** The given values without those that are undefined. */
function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** `?q=&show=`: a part of the name, and which of the repositories. */
export const reposSearch = (search: Search) =>
  given({ q: textIn(search.q), show: oneOf(search.show, ['connected', 'available'] as const) });

/** `?path=&q=`: the folder that is open, and a part of a name that is looked for. */
export const filesSearch = (search: Search) => given({ path: textIn(search.path), q: textIn(search.q) });

export const VIEWS = ['folders', 'files', 'symbol'] as const;
export const LAYERS = ['imports', 'together', 'owners', 'hotspots'] as const;
export type Layer = (typeof LAYERS)[number];
const AMOUNTS = [200, 1000, 5000] as const;

/**
 * What the graph shows: `view` and `focus` as the API names them, the layers that are on (`layers=imports.owners`), how
 * many nodes, what is chosen in it, and whether the table stands alone.
 */
export const graphSearch = (search: Search) =>
  given({
    view: oneOf(search.view, VIEWS),
    focus: textIn(search.focus),
    layers: textIn(search.layers),
    nodes: AMOUNTS.find((amount) => String(amount) === String(search.nodes)),
    at: textIn(search.at),
    q: textIn(search.q),
    uncertain: oneOf(search.uncertain, ['shown'] as const),
  });

/** The filters of the list of reviews; the repository is that of the page. */
export const repoReviewsSearch = reviewsSearch;
