import type { Node } from 'web-tree-sitter';

/** A part of a file in which names are declared. */
export interface Scope {
  start: number;
  end: number;
  node: Node;
  parent: Scope | null;
  /** The function (or file) that it belongs to; itself where it is one. */
  within: Scope;
  names: Map<string, Binding>;
  /** What a function returns, where this is one. */
  returns: Node[];
}

/** How a name comes to be. */
export type BindingKind = 'parameter' | 'variable' | 'import' | 'function' | 'class' | 'enum' | 'caught';

/** A declared name, and all that it is given anywhere in the file. */
export interface Binding {
  name: string;
  kind: BindingKind;
  scope: Scope;
  /** The declarator, parameter, function, class, enum or import specifier. */
  node: Node;
  /** In the order of the file. */
  gives: Given[];
  /**
   * Of a parameter: its function, its place in the list, and the properties that lead to it where it is taken apart.
   */
  parameter?: { of: Node; index: number; path: readonly string[] };
  /** Of an import: the module, without `node:`, and the name there (`*` for all of it). */
  imported?: { module: string; name: string };
}

/** A value that a name is given. */
export interface Given {
  start: number;
  end: number;
  scope: Scope;
  value: Node;
  /** The properties that lead from the value to the name; `[]` is any element. */
  path: readonly string[];
  /** Whether it is added (`+=`, `push`) to what the name held before. */
  adds: boolean;
}

/** The scopes of a file and its calls of functions by name. */
export interface Names {
  /** The innermost scope at `index`. */
  scopeAt(index: number): Scope;
  /** Calls in the order of the file, by the name that is called: `f` for `f()`, `this.f` for `this.f()`. */
  calls: ReadonlyMap<string, readonly Node[]>;
}

/** Nobody nests deeper; what is declared farther out counts as unknown. */
const MOST_SCOPES = 300;

/** What `name` means in `scope`; null where it is declared nowhere. */
export function findBinding(scope: Scope, name: string): Binding | null {
  let current: Scope | null = scope;
  for (let count = 0; current !== null && count < MOST_SCOPES; count += 1) {
    const binding = current.names.get(name);
    if (binding) return binding;
    current = current.parent;
  }
  return null;
}
