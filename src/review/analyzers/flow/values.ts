import type { Node, Tree } from 'web-tree-sitter';
import type { Origin, Subject, Text } from './origin.js';

/** Where values of a file come from, for what they are about to become part of. */
export interface Values {
  origin(node: Node): Origin;
  /** What a text is composed of; several where a name was given several. */
  texts(node: Node): readonly Text[];
}

/**
 * How a parameter is looked at: `called` also from where this file calls its function, `within` not any more, `given`
 * as what the function was given.
 */
export type View = 'called' | 'within' | 'given';

/** What an answer rests on: the file, what is asked for, and other answers about the same file. */
export interface Asked extends Values {
  tree: Tree;
  subject: Subject;
  view: View;
  /** The same question, where parameters are looked at in another way. */
  seen(view: View): Values;
}

/** How a language answers; each may ask the other about the parts of a node. */
export interface Answers {
  origin(node: Node, asked: Asked): Origin;
  texts(node: Node, asked: Asked): readonly Text[];
  /** The expression within brackets and the like. */
  bare(node: Node): Node;
}

const DEEPEST = 40;

/** Values by file, by what is asked for. Each node is looked at once, and nothing deeper than 40 nodes. */
export function createResolver(answers: Answers): (node: Node, subject: Subject) => Values {
  const known = new WeakMap<Tree, Map<string, Values>>();
  function viewOf(tree: Tree, subject: Subject, view: View): Values {
    const views = known.get(tree) ?? new Map<string, Values>();
    known.set(tree, views);
    const key = `${subject} ${view}`;
    const values =
      views.get(key) ?? ask(answers, { tree, subject, view, seen: (other) => viewOf(tree, subject, other) });
    views.set(key, values);
    return values;
  }
  return (node, subject) => viewOf(node.tree, subject, 'called');
}

function ask(answers: Answers, about: Pick<Asked, 'tree' | 'subject' | 'view' | 'seen'>): Values {
  let depth = 0;
  /** `compute`, once for each node; `meanwhile` is what a value that is made of itself adds to it. */
  function remembered<T>(compute: (node: Node) => T, meanwhile: T, tooDeep: (node: Node) => T): (node: Node) => T {
    const found = new Map<number, T>();
    return (node) => {
      const value = answers.bare(node);
      const before = found.get(value.id);
      if (before !== undefined) return before;
      if (depth >= DEEPEST) return tooDeep(value);
      found.set(value.id, meanwhile);
      depth += 1;
      try {
        const computed = compute(value);
        found.set(value.id, computed);
        return computed;
      } finally {
        depth -= 1;
      }
    };
  }
  const asked: Asked = {
    ...about,
    origin: remembered<Origin>(
      (node) => answers.origin(node, asked),
      'constant',
      () => 'unknown',
    ),
    texts: remembered<readonly Text[]>(
      (node) => answers.texts(node, asked),
      [[]],
      (node) => [[{ node, origin: 'unknown' }]],
    ),
  };
  return asked;
}
