import type { Picture, PictureEdge } from './graph-query.js';

export interface Neighbour {
  id: string;
  name: string;
  weight: number;
}

/** What a node imports, what imports it and what changes with it, the heaviest first. Pure. */
export function neighboursOf({ nodes, edges }: Pick<Picture, 'nodes' | 'edges'>, id: string) {
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  const list = (wanted: (edge: PictureEdge) => string | null): Neighbour[] =>
    edges
      .flatMap((edge) => {
        const other = wanted(edge);
        return other === null || other === id
          ? []
          : [{ id: other, name: names.get(other) ?? other, weight: edge.weight }];
      })
      .toSorted((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  return {
    imports: list(({ kind, from, to }) => (kind === 'imports' && from === id ? to : null)),
    importedBy: list(({ kind, from, to }) => (kind === 'imports' && to === id ? from : null)),
    together: list(({ kind, from, to }) => {
      if (kind !== 'changes with') return null;
      return from === id ? to : to === id ? from : null;
    }),
  };
}
