import type { Language } from '../../syntax/language-of.js';
import type { PlainNode } from '../../syntax/plain-tree.js';
import { LONGEST_NAME } from '../types.js';
import { contractHash, NO_CONTRACT } from './contract-of.js';
import type { Contract, FileFacts, Origin, SymbolFact } from './file-facts.js';
import { eitherOf } from './origins.js';
import { once, type Later, type Scope } from './scope.js';

/** Of one file. What is beyond is generated code; what was found until then stays. */
const MOST_SYMBOLS = 5000;
const MOST_USES = 20_000;

/** Container of what belongs to a type that may stand in another file. */
const BY_OWNER = -2;

export interface NewSymbol {
  name: string;
  kind: string;
  node: PlainNode;
  signature: string;
  container?: number;
  /** Name of a type that may stand in another file (Go): then it is in no symbol of this one. */
  owner?: string;
  isStatic?: boolean;
  exported?: boolean;
  contract?: Contract;
  returns?: Later | null;
  value?: Later | null;
}

/** Collects what is found in a file; what needs the whole file is worked out by `finish`. */
export interface FactBuilder {
  /** Its index; -1 if there are too many. What has the key of another one (an overload) becomes part of it. */
  symbol(symbol: NewSymbol): number;
  symbolAt(index: number): SymbolFact | undefined;
  /** Says later what a call of it gives. */
  returns(index: number, returns: Later): void;
  import(specifier: string, imported: string | null, node: PlainNode): Origin;
  export(name: string, origin: Later): void;
  call(scope: Scope, node: PlainNode, origin: Later, isNew?: boolean): void;
  type(scope: Scope, node: PlainNode, origin: Later): void;
  heritage(of: number, node: PlainNode, origin: Later): void;
  field(of: number, name: string, isStatic: boolean, value: Later): void;
  finish(): FileFacts;
}

export function createFactBuilder(path: string, language: Language, text: string): FactBuilder {
  const facts: FileFacts = {
    path,
    language,
    symbols: [],
    fields: [],
    imports: [],
    exports: [],
    heritage: [],
    packageName: null,
    calls: [],
    types: [],
  };
  const lineAt = lineFinder(text);
  const known = new Map<string, number>();
  const tasks: (() => void)[] = [];
  const when = (later: Later, then: (origin: Origin) => void) => {
    const asked = once(later);
    tasks.push(() => {
      const origin = asked();
      if (origin) then(origin);
    });
  };
  return {
    symbol(added) {
      const container = added.owner === undefined ? (added.container ?? -1) : BY_OWNER;
      const around = facts.symbols[container];
      const outer = added.owner ?? around?.qualifiedName;
      const qualifiedName = outer === undefined ? added.name : `${outer}.${added.name}`;
      if (facts.symbols.length >= MOST_SYMBOLS || Buffer.byteLength(qualifiedName) > LONGEST_NAME) return -1;
      const key = `${added.kind} ${qualifiedName}`;
      const contract = added.contract ?? NO_CONTRACT;
      const endLine = lineAt(Math.max(added.node.start, added.node.end - 1));
      const earlier = facts.symbols[known.get(key) ?? -1];
      let index = known.get(key) ?? -1;
      if (earlier) {
        mergeInto(earlier, contract, endLine);
        if (added.exported) earlier.exported = true;
      } else {
        index = facts.symbols.length;
        known.set(key, index);
        facts.symbols.push({
          name: added.name,
          qualifiedName,
          kind: added.kind,
          container,
          isStatic: added.isStatic ?? false,
          signature: added.signature,
          startLine: lineAt(added.node.start),
          endLine,
          exported: added.exported ?? false,
          contract,
          contractHash: '',
          returns: null,
          value: null,
        });
      }
      if (added.returns) this.returns(index, added.returns);
      const symbol = facts.symbols[index];
      if (added.value && symbol) when(added.value, (value) => (symbol.value ??= value));
      return index;
    },
    symbolAt: (index) => facts.symbols[index],
    returns(index, returns) {
      const symbol = facts.symbols[index];
      if (symbol) when(returns, (origin) => (symbol.returns ??= origin));
    },
    import(specifier, imported, node) {
      facts.imports.push({ specifier: specifier.slice(0, 500), imported, line: lineAt(node.start) });
      return ['import', facts.imports.length - 1];
    },
    export: (name, origin) => when(origin, (found) => facts.exports.push({ name, origin: found })),
    call(scope, node, later, isNew = false) {
      const { symbol: from } = scope;
      when(later, (origin) => {
        if (facts.calls.length >= MOST_USES) return;
        facts.calls.push({ from, origin, line: lineAt(node.start), ...(isNew && { isNew }) });
      });
    },
    type(scope, node, later) {
      const { symbol: from } = scope;
      when(later, (origin) => {
        if (facts.types.length < MOST_USES) facts.types.push({ from, origin, line: lineAt(node.start) });
      });
    },
    heritage: (of, node, later) =>
      when(later, (origin) => facts.heritage.push({ of, origin, line: lineAt(node.start) })),
    field: (of, name, isStatic, later) =>
      when(later, (value) => facts.fields.push({ of, name: name.slice(0, LONGEST_NAME), isStatic, value })),
    finish() {
      for (const task of tasks) task();
      for (const { name, origin } of facts.exports) {
        const symbol = origin[0] === 'symbol' ? facts.symbols[origin[1]] : undefined;
        if (symbol && name !== '*') symbol.exported = true;
      }
      for (const symbol of facts.symbols) symbol.contractHash = contractHash(symbol.kind, symbol.contract);
      return facts;
    },
  };
}

/** What the returns of a function agree on, where its declaration does not say it. */
export function agreed(returns: readonly Later[]): Origin | null {
  const known = returns.map((later) => later()).filter((origin) => origin !== null);
  const made = eitherOf(known);
  return made?.[0] === 'either' ? null : made;
}

function mergeInto(symbol: SymbolFact, contract: Contract, endLine: number): void {
  symbol.endLine = Math.max(symbol.endLine, endLine);
  const more = JSON.stringify([contract.parameters, contract.returns]);
  if (more === JSON.stringify([symbol.contract.parameters, symbol.contract.returns])) return;
  const shape = [symbol.contract.shape, more].filter(Boolean).join(' ').slice(0, 4000);
  symbol.contract = { ...symbol.contract, shape };
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
