import type { EdgeTier } from '../../types.js';
import type { Declarations, Origin, SymbolFact } from '../file-facts.js';
import { fileIndex } from './file-index.js';
import type { Modules } from './modules.js';

/** What an origin turns out to be. */
export type Thing =
  | { kind: 'symbol' | 'instance'; path: string; index: number; tier: EdgeTier }
  | { kind: 'module'; paths: readonly string[]; path: string; tier: EdgeTier }
  /** A list, a shape, a function without a name: what is in it is read in its own file. */
  | { kind: 'open'; origin: Origin; path: string; tier: EdgeTier };

export interface Evaluator {
  /** Everything that `origin`, read in the file `path`, may be; none: it is not of this repository, or not known. */
  evaluate(origin: Origin, path: string): readonly Thing[];
  symbolOf(thing: Thing): SymbolFact | null;
}

/** Null: not loaded; whoever gives the facts notes that it was asked for. */
export type FactsOf = (path: string) => Declarations | null;

const NONE: readonly Thing[] = [];
const DEEPEST = 60;
const MOST_THINGS = 8;
const LIST_SAME = /^(?:filter|slice|concat|reverse|sort|toSorted|toReversed|values|toArray|flat|splice|union|copy)$/;
const LIST_ELEMENT = /^(?:at|find|findLast|pop|shift|get|next)$/;
const TYPES = /^(?:class|interface|type|enum|struct)$/;

/**
 * Follows origins across files: imports to what is exported, through re-exports; members to the class that has them, or
 * to one above; calls to what they give. Every way is walked once, so cycles end.
 */
export function createEvaluator(factsOf: FactsOf, modules: Modules): Evaluator {
  const memo = new WeakMap<Origin, { path: string; things: readonly Thing[] }>();
  let depth = 0;

  function evaluate(origin: Origin, path: string): readonly Thing[] {
    const made = memo.get(origin);
    if (made?.path === path) return made.things;
    if (depth >= DEEPEST) return NONE;
    // Asked again while it is looked for: a cycle.
    const entry = { path, things: NONE };
    memo.set(origin, entry);
    depth += 1;
    try {
      entry.things = unique(find(origin, path)).slice(0, MOST_THINGS);
    } finally {
      depth -= 1;
    }
    return entry.things;
  }

  function find(origin: Origin, path: string): readonly Thing[] {
    switch (origin[0]) {
      case 'symbol':
        return [{ kind: 'symbol', path, index: origin[1], tier: 'same file' }];
      case 'import':
        return imported(origin[1], path);
      case 'package':
        return packageMember(origin[1], path);
      case 'instance':
        return evaluate(origin[1], path).flatMap((thing) => instances(thing));
      case 'member':
        return evaluate(origin[1], path).flatMap((thing) => members(thing, origin[2]));
      case 'result':
        return results(origin[1], path);
      case 'item':
        return evaluate(origin[1], path).flatMap((thing) => item(thing, origin[2]));
      case 'element':
        return evaluate(origin[1], path).flatMap((thing) => elements(thing));
      case 'both':
      case 'either':
        return origin[1].flatMap((one) => evaluate(one, path));
      case 'super':
        return parents(path, origin[1]).flatMap((thing) =>
          instances(thing).map((one) => ({ ...one, tier: 'inherited' as const })),
        );
      default:
        return [{ kind: 'open', origin, path, tier: 'same file' }];
    }
  }

  function symbolOf(thing: Thing): SymbolFact | null {
    if (thing.kind !== 'symbol' && thing.kind !== 'instance') return null;
    return factsOf(thing.path)?.symbols[thing.index] ?? null;
  }

  function imported(index: number, path: string): readonly Thing[] {
    const fact = factsOf(path)?.imports[index];
    if (!fact || fact.imported === null) return NONE;
    const paths = modules.resolve(fact.specifier, path);
    if (paths.length === 0) return NONE;
    const module: Thing = { kind: 'module', paths, path, tier: 'import' };
    // `require('./store')` is the module, and what it says that it is.
    if (fact.imported === '*') return [module, ...wholes(paths)];
    return moduleMembers(paths, fact.imported).map((thing) => ({ ...thing, tier: 'import' as const }));
  }

  /** `module.exports = Store` */
  function wholes(paths: readonly string[]): readonly Thing[] {
    return paths.flatMap((path) => {
      const facts = factsOf(path);
      const origins = facts ? fileIndex(facts).exports('=') : [];
      return origins
        .flatMap((origin) => evaluate(origin, path))
        .map((thing) => ({ ...thing, tier: 'import' as const }));
    });
  }

  /** What a module has under that name. */
  function moduleMembers(paths: readonly string[], name: string, seen = new Set<string>()): readonly Thing[] {
    const found: Thing[] = [];
    for (const path of paths) {
      const facts = seen.has(path) ? null : factsOf(path);
      seen.add(path);
      if (facts) found.push(...fileMembers(facts, name, seen));
    }
    if (found.length > 0) return found;
    const inside = modules.inside(paths, name);
    return inside.length > 0 ? [{ kind: 'module', paths: inside, path: inside[0] ?? '', tier: 'import' }] : NONE;
  }

  function fileMembers(facts: Declarations, name: string, seen: Set<string>): readonly Thing[] {
    const { path } = facts;
    const index = fileIndex(facts);
    const isScript = /^(?:typescript|tsx|javascript)$/.test(facts.language);
    if (!isScript) {
      const own = index.children(-1, name);
      if (own.length > 0) return own.map((at) => ({ kind: 'symbol', path, index: at, tier: 'same file' }));
    }
    const exported = index.exports(name).flatMap((origin) => evaluate(origin, path));
    if (exported.length > 0) return exported;
    const whole = index.exports('=').flatMap((origin) => evaluate(origin, path));
    if (whole.length > 0) {
      // `import x from` a CommonJS module is the whole of it.
      if (name === 'default') return whole;
      const of = whole.flatMap((thing) => members(thing, name));
      if (of.length > 0) return of;
    }
    if (name === 'default') return NONE;
    for (const origin of index.exports('*')) {
      if (origin[0] !== 'import') continue;
      const fact = facts.imports[origin[1]];
      const found = fact ? moduleMembers(modules.resolve(fact.specifier, path), name, seen) : NONE;
      if (found.length > 0) return found;
    }
    return NONE;
  }

  function packageMember(name: string, path: string): readonly Thing[] {
    const own = factsOf(path);
    const found: Thing[] = [];
    for (const other of nearestFirst(modules.samePackage(path), path, name)) {
      const at = childrenOfPackage(other, own?.packageName, name);
      const tier = other === path ? 'same file' : 'same package';
      found.push(...at.map((index): Thing => ({ kind: 'symbol', path: other, index, tier })));
      // Whoever has the name in this file means that; other files of a package of Go may have it each for its system.
      if (found.length > 0 && (other === path || own?.language !== 'go')) break;
    }
    if (found.length > 0) return found;
    for (const origin of own ? fileIndex(own).exports('*') : []) {
      const brought = evaluate(origin, path).flatMap((thing) => members(thing, name));
      if (brought.length > 0) return brought;
    }
    return NONE;
  }

  /** The files of a folder need not be of one package: tests of Go have one of their own, and so have generators. */
  function childrenOfPackage(path: string, packageName: string | null | undefined, name: string): readonly number[] {
    const facts = factsOf(path);
    return facts && facts.packageName === packageName ? fileIndex(facts).children(-1, name) : [];
  }

  function instances(thing: Thing): readonly Thing[] {
    const symbol = symbolOf(thing);
    if (!symbol || thing.kind !== 'symbol') return thing.kind === 'open' ? [thing] : NONE;
    if (TYPES.test(symbol.kind)) {
      return symbol.value ? evaluate(symbol.value, thing.path) : [{ ...thing, kind: 'instance' }];
    }
    return symbol.kind === 'constant' && symbol.value
      ? evaluate(symbol.value, thing.path).flatMap((one) => (one.kind === 'symbol' ? instances(one) : NONE))
      : NONE;
  }

  function members(thing: Thing, name: string): readonly Thing[] {
    if (thing.kind === 'module')
      return moduleMembers(thing.paths, name).map((one) => ({ ...one, tier: 'import' as const }));
    if (thing.kind === 'open') {
      const value = thing.origin[0] === 'shape' && Object.hasOwn(thing.origin[1], name) ? thing.origin[1][name] : null;
      return value ? evaluate(value, thing.path) : NONE;
    }
    const symbol = symbolOf(thing);
    if (!symbol) return NONE;
    const isClass = TYPES.test(symbol.kind);
    if (isClass || symbol.kind === 'namespace' || symbol.kind === 'constant') {
      const own = classMembers(thing.path, thing.index, name, thing.kind === 'symbol', new Set());
      if (own.length > 0) {
        const inherited = thing.tier === 'inherited';
        return own.map((one) => (inherited ? { ...one, tier: 'inherited' as const } : one));
      }
    }
    if (isClass || !symbol.value) return NONE;
    return evaluate(symbol.value, thing.path).flatMap((one) => members(one, name));
  }

  /** Of the class itself, else of those above. */
  function classMembers(
    path: string,
    index: number,
    name: string,
    isStatic: boolean,
    seen: Set<string>,
  ): readonly Thing[] {
    const key = `${index} ${path}`;
    const facts = factsOf(path);
    if (!facts || seen.has(key) || seen.size > 40) return NONE;
    seen.add(key);
    const file = fileIndex(facts);
    const isTyped =
      TYPES.test(facts.symbols[index]?.kind ?? '') && /^(?:typescript|tsx|javascript)$/.test(facts.language);
    const fits = (one: boolean | undefined) => !isTyped || (one ?? false) === isStatic;
    const own = file.children(index, name).filter((at) => fits(facts.symbols[at]?.isStatic));
    if (own.length > 0) return own.map((at) => ({ kind: 'symbol', path, index: at, tier: 'receiver' }));
    const methods = facts.language === 'go' ? goMethods(path, `${facts.symbols[index]?.qualifiedName}.${name}`) : [];
    if (methods.length > 0) return methods;
    for (const field of file.fields(index, name)) {
      const found = fits(field.isStatic) ? evaluate(field.value, path) : NONE;
      if (found.length > 0) return found.map((one) => ({ ...one, tier: 'receiver' as const }));
    }
    for (const parent of parents(path, index)) {
      if (parent.kind !== 'symbol' && parent.kind !== 'instance') {
        const found = members(parent, name);
        if (found.length > 0) return found.map((one) => ({ ...one, tier: 'inherited' as const }));
        continue;
      }
      const found = classMembers(parent.path, parent.index, name, isStatic, seen);
      if (found.length > 0) return found.map((one) => ({ ...one, tier: 'inherited' as const }));
    }
    return NONE;
  }

  /** Methods of a type stand in any file of its package; files for several systems may each have one of the name. */
  function goMethods(path: string, qualifiedName: string): readonly Thing[] {
    const packageName = factsOf(path)?.packageName;
    const found: Thing[] = [];
    for (const other of new Set([path, ...modules.samePackage(path)])) {
      const facts = factsOf(other);
      if (!facts || facts.packageName !== packageName) continue;
      const [index] = fileIndex(facts).qualified(qualifiedName);
      if (index === undefined) continue;
      found.push({ kind: 'symbol', path: other, index, tier: 'receiver' });
      if (other === path) break;
    }
    return found;
  }

  function parents(path: string, index: number): readonly Thing[] {
    const facts = factsOf(path);
    if (!facts) return NONE;
    return fileIndex(facts)
      .heritage(index)
      .flatMap((origin) => evaluate(origin, path))
      .flatMap((thing) => {
        const symbol = symbolOf(thing);
        if (symbol?.value && symbol.kind === 'type') return evaluate(symbol.value, thing.path);
        return symbol === null || TYPES.test(symbol.kind) ? [thing] : NONE;
      });
  }

  function results(of: Origin, path: string): readonly Thing[] {
    if (of[0] === 'member') {
      for (const thing of evaluate(of[1], path).flatMap((one) => valueOf(one))) {
        if (thing.kind !== 'open' || (thing.origin[0] !== 'list' && thing.origin[0] !== 'map')) continue;
        if (LIST_ELEMENT.test(of[2])) return elements(thing);
        if (thing.origin[0] === 'list') return LIST_SAME.test(of[2]) ? [thing] : NONE;
        return of[2] === 'values' ? [{ ...thing, origin: ['list', thing.origin[1]] }] : NONE;
      }
    }
    return evaluate(of, path).flatMap((thing) => called(thing));
  }

  function called(thing: Thing): readonly Thing[] {
    if (thing.kind === 'open') {
      const gives = thing.origin[0] === 'function' ? thing.origin[1] : null;
      return gives ? evaluate(gives, thing.path) : NONE;
    }
    const symbol = symbolOf(thing);
    if (!symbol) return NONE;
    if (symbol.returns) return evaluate(symbol.returns, thing.path);
    if (thing.kind === 'symbol' && TYPES.test(symbol.kind)) {
      // A class of Python is called; a type of Go is converted to.
      return /^(?:python|go)$/.test(factsOf(thing.path)?.language ?? '') ? instances(thing) : NONE;
    }
    return symbol.value && thing.kind === 'symbol'
      ? evaluate(symbol.value, thing.path).flatMap((one) => called(one))
      : NONE;
  }

  /** A constant or property stands for what it is. */
  function valueOf(thing: Thing): readonly Thing[] {
    const symbol = thing.kind === 'symbol' ? symbolOf(thing) : null;
    return symbol?.value && /^(?:constant|property)$/.test(symbol.kind) ? evaluate(symbol.value, thing.path) : [thing];
  }

  function item(thing: Thing, index: number): readonly Thing[] {
    return valueOf(thing).flatMap((one) => {
      if (one.kind !== 'open' || one.origin[0] !== 'tuple') return index === 0 ? [one] : NONE;
      const origin = one.origin[1][index];
      return origin ? evaluate(origin, one.path) : NONE;
    });
  }

  function elements(thing: Thing): readonly Thing[] {
    return valueOf(thing).flatMap((one) => {
      if (one.kind !== 'open' || (one.origin[0] !== 'list' && one.origin[0] !== 'map')) return NONE;
      return evaluate(one.origin[1], one.path);
    });
  }

  return { evaluate, symbolOf };
}

/** This file, and of Java the one that has the name of the class: then the others need not be read. */
function nearestFirst(paths: readonly string[], path: string, name: string): readonly string[] {
  const isNamed = (one: string) => one.endsWith(`/${name}.java`) || one === `${name}.java`;
  const rank = (one: string) => (one === path ? 0 : isNamed(one) ? 1 : 2);
  return paths.toSorted((a, b) => rank(a) - rank(b));
}

function unique(things: readonly Thing[]): Thing[] {
  const seen = new Set<string>();
  return things.filter((thing) => {
    if (thing.kind === 'open') return true;
    const key = thing.kind === 'module' ? `module ${thing.paths[0]}` : `${thing.kind} ${thing.index} ${thing.path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
