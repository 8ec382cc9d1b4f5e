import { words } from '../../words/en.js';
import type { Picture, PictureNode } from './graph-query.js';
import { neighboursOf } from './neighbours-of.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;
const MOST_SHOWN = 12;

/** What the chosen node is connected with, to go on from. */
export function NeighbourList({ node, picture }: { node: PictureNode; picture: Picture }) {
  const { change } = useGraphSearch();
  const neighbours = neighboursOf(picture, node.id);
  return (['importedBy', 'imports', 'together'] as const).map((kind) => {
    const all = neighbours[kind];
    if (all.length === 0) return null;
    return (
      <section key={kind} aria-label={told.neighbours[kind]} className="border-t border-line px-4 py-2.5">
        <h3 className="text-xs font-medium text-ink-soft">{told.neighbours[kind]}</h3>
        <ul className="mt-1">
          {all.slice(0, MOST_SHOWN).map(({ id, name, weight }) => (
            <li key={id} className="flex items-baseline gap-2 text-xs">
              <button
                type="button"
                title={id}
                className="min-w-0 truncate text-left font-mono text-link hover:underline"
                onClick={() => change({ at: id })}
              >
                {name}
              </button>
              {weight > 1 && <span className="ml-auto text-ink-soft tabular-nums">{weight}</span>}
            </li>
          ))}
        </ul>
        {all.length > MOST_SHOWN && (
          <p className="mt-1 text-xs text-ink-soft">{told.andMore(all.length - MOST_SHOWN)}</p>
        )}
      </section>
    );
  });
}
