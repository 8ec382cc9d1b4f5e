import type { Picture, PictureNode } from './graph-query.js';

/** What a comment may rest on (graph.md, tiers); what is below is shown folded. */
const SURE = 0.85;

export interface Call {
  node: PictureNode;
  /** 1-based, in the file of the caller; null: it is not known. */
  line: number | null;
  tier: string | null;
}

export interface Calls {
  sure: Call[];
  uncertain: Call[];
}

/** Who calls a symbol and what it calls, the sure ones apart from the rest. Pure. */
export function callsOf(
  { nodes, edges }: Pick<Picture, 'nodes' | 'edges'>,
  id: string,
): { callers: Calls; callees: Calls } {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const split = (mine: 'from' | 'to', other: 'from' | 'to'): Calls => {
    const calls = edges
      .filter((edge) => edge[mine] === id)
      .flatMap((edge) => {
        const node = known.get(edge[other]);
        return node === undefined
          ? []
          : [{ node, line: edge.line, tier: edge.tier, isSure: (edge.confidence ?? 0) >= SURE }];
      });
    const part = (isSure: boolean) =>
      calls.filter((call) => call.isSure === isSure).map(({ node, line, tier }): Call => ({ node, line, tier }));
    return { sure: part(true), uncertain: part(false) };
  };
  return { callers: split('to', 'from'), callees: split('from', 'to') };
}
