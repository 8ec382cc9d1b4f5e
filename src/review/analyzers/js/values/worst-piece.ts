import type { Node } from 'web-tree-sitter';
import { matchOn } from '../../node-text.js';
import type { Match } from '../../types.js';
import { bare } from '../calls.js';
import type { Purpose } from './conversions.js';
import { judge } from './judge.js';
import { worse, type Kind } from './kinds.js';
import type { Piece } from './pieces.js';

/** The most harmful expression of a text, and what is known of it. */
export interface Judged {
  node: Node;
  kind: Kind;
}

/** The most harmful of the expressions in `pieces`, the first of equals; null where all are harmless. */
export function worstPiece(pieces: readonly Piece[], purpose: Purpose): Judged | null {
  let worst: Judged | null = null;
  for (const node of pieces) {
    if (typeof node === 'string') continue;
    const kind = judge(node, purpose);
    if (isHarmless(kind) || (worst && worse(worst.kind, kind) === worst.kind)) continue;
    worst = { node, kind };
    if (kind === 'request') break;
  }
  return worst;
}

/** Whether a value of this kind can do no harm. */
export function isHarmless(kind: Kind): boolean {
  return kind === 'constant' || kind === 'number' || kind === 'escaped';
}

/** A match on a value: certain for what a client chose, else a lead. */
export function matchJudged({ node, kind }: Judged): Match {
  return matchOn(bare(node), kind === 'request' || kind === 'page' ? undefined : 'lead');
}
