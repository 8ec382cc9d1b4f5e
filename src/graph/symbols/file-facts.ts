import type { Language } from '../../syntax/language-of.js';

/**
 * Where a value or a type comes from, as far as one file tells: read in the file, followed across files by
 * `evaluate`. Plain data. `null` in its place: nothing that could be followed.
 */
export type Origin =
  /** The symbol of this file at that index. */
  | ['symbol', number]
  /** What the import at that index binds. */
  | ['import', number]
  /** Top-level name of the same package (Go, Java), or of a module imported with all its names (Python). */
  | ['package', string]
  /** A value of that class or type. */
  | ['instance', Origin]
  | ['member', Origin, string]
  /** What a call of it gives. */
  | ['result', Origin]
  /** One of several results (Go). */
  | ['item', Origin, number]
  | ['list', Origin]
  /** Values by key. */
  | ['map', Origin]
  | ['element', Origin]
  /** An inline type or literal. */
  | ['shape', Record<string, Origin>]
  /** A function without a name, by what it gives. */
  | ['function', Origin | null]
  /** Several results (Go). */
  | ['tuple', (Origin | null)[]]
  /** All of them at once (`A & B`): the first that has a member counts. */
  | ['both', Origin[]]
  /** One of them (`A | B`): what they do not agree on is ambiguous. */
  | ['either', Origin[]]
  /** What the class above has. */
  | ['super', number];

export interface Parameter {
  name: string;
  type: string | null;
  /** It may be left out: it has a default value, a question mark, or takes the rest. */
  optional: boolean;
  rest: boolean;
}

/** What callers rely on. */
export interface Contract {
  parameters: readonly Parameter[];
  returns: string | null;
  async: boolean;
  visibility: 'public' | 'protected' | 'private';
  /** Of a type: its members, or what it stands for, without line breaks; more signatures of an overload. */
  shape: string | null;
}

export interface SymbolFact {
  name: string;
  /** With the names around it: `Store.save`. */
  qualifiedName: string;
  kind: string;
  /**
   * Index of the symbol it stands in; -1: none; -2: it belongs to a type by name, which may stand in another file (Go).
   */
  container: number;
  isStatic: boolean;
  signature: string;
  /** 1-based. */
  startLine: number;
  endLine: number;
  exported: boolean;
  contract: Contract;
  contractHash: string;
  /** What a call of it gives; null: not known. */
  returns: Origin | null;
  /** Of a constant, or a type that stands for another: what it is. */
  value: Origin | null;
}

export interface FieldFact {
  /** Index of the class or type. */
  of: number;
  name: string;
  isStatic: boolean;
  value: Origin;
}

export interface ImportFact {
  specifier: string;
  /** The name over there; `*`: the whole module; null: only the file is run. */
  imported: string | null;
  line: number;
}

export interface ExportFact {
  /** `*`: everything of what `origin` is; `=`: the module is that (CommonJS). */
  name: string;
  origin: Origin;
}

export interface UseFact {
  /** Index of the symbol it stands in; -1: none. */
  from: number;
  origin: Origin;
  line: number;
  /** `new X()`: calls its constructor too. */
  isNew?: boolean;
}

export interface HeritageFact {
  of: number;
  origin: Origin;
  line: number;
}

/** What others need to know of a file to resolve their own. */
export interface Declarations {
  path: string;
  language: Language;
  symbols: SymbolFact[];
  fields: FieldFact[];
  imports: ImportFact[];
  exports: ExportFact[];
  heritage: HeritageFact[];
  /** Of the package clause (Go, Java); null elsewhere. */
  packageName: string | null;
}

/** Everything one file says by itself. `calls` and `types` are not needed once its edges are made. */
export interface FileFacts extends Declarations {
  calls: UseFact[];
  types: UseFact[];
}
