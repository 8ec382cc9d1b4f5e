import type { PlainNode } from '../../../syntax/plain-tree.js';
import type { Scope } from '../scope.js';
import type { Script } from './script-context.js';
import { typeOrigin } from './type-origin.js';

/** A type that is extended or implemented. */
export function implement(script: Script, node: PlainNode, scope: Scope, index: number): void {
  script.build.heritage(index, node, () => {
    const origin = typeOrigin(node, scope);
    return origin?.[0] === 'instance' ? origin[1] : origin;
  });
  script.visit(node, scope);
}
