import { cutText } from '../../words/cut-text.js';
import type { Contract, FileFacts, Parameter, SymbolFact } from './file-facts.js';

export interface ContractChange {
  /** As it is after; of a removed symbol, as it was. */
  qualifiedName: string;
  kind: string;
  /** As it was; another one if it was renamed. */
  before: string;
  /** One line each, as in the source; after: null if it is gone. */
  signatures: { before: string; after: string | null };
  /** What callers have to know, most telling first; one short sentence each, with the name in backticks. */
  changes: string[];
  /** Whether callers that were right before may be wrong now. */
  breaks: boolean;
}

interface Told {
  text: string;
  breaks: boolean;
}

const CALLABLE = /^(?:function|method)$/;
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
/** Parameters can be given by name there: to rename one is to change the contract. */
const BY_NAME = /^(?:python|ruby|php|c-sharp)$/;
const LONGEST_NAME = 80;
const LONGEST_TYPE = 60;

/**
 * What changed for callers between two states of a file, in the order of the file; symbols that are new change nothing.
 */
export function contractDiff(before: FileFacts, after: FileFacts): ContractChange[] {
  const keyOf = ({ qualifiedName, kind }: SymbolFact) => `${kind} ${qualifiedName}`;
  const now = new Map(after.symbols.map((symbol) => [keyOf(symbol), symbol]));
  const old = new Set(before.symbols.map(keyOf));
  const added = after.symbols.filter((symbol) => !old.has(keyOf(symbol)));
  const taken = new Set<SymbolFact>();
  return before.symbols.flatMap((was) => {
    const is = now.get(keyOf(was)) ?? renamed(was, added, before, after, taken);
    if (is) taken.add(is);
    const told = is ? differences(was, is, after.language) : [{ text: `${shown(was)} is gone`, breaks: true }];
    if (told.length === 0) return [];
    const { qualifiedName, kind } = is ?? was;
    const changes = told.toSorted((a, b) => Number(b.breaks) - Number(a.breaks)).map(({ text }) => text);
    const signatures = { before: was.signature, after: is?.signature ?? null };
    const breaks = told.some((one) => one.breaks);
    return [{ qualifiedName, kind, before: was.qualifiedName, signatures, changes, breaks }];
  });
}

/** The only new symbol of the same kind, at the same place, with the same contract: no guess between two. */
function renamed(
  was: SymbolFact,
  added: readonly SymbolFact[],
  before: FileFacts,
  after: FileFacts,
  taken: ReadonlySet<SymbolFact>,
): SymbolFact | null {
  if (!CALLABLE.test(was.kind)) return null;
  const around = before.symbols[was.container]?.qualifiedName;
  const text = JSON.stringify(was.contract);
  const fits = added.filter(
    (one) =>
      one.kind === was.kind &&
      !taken.has(one) &&
      after.symbols[one.container]?.qualifiedName === around &&
      JSON.stringify(one.contract) === text,
  );
  // Two functions without parameters look the same.
  const says = was.contract.parameters.length > 0 || was.contract.returns !== null;
  return fits.length === 1 && says ? (fits[0] ?? null) : null;
}

function differences(was: SymbolFact, is: SymbolFact, language: string): Told[] {
  const name = shown(is);
  const [old, now] = [was.contract, is.contract];
  const told: Told[] = [];
  if (was.qualifiedName !== is.qualifiedName) told.push({ text: `${shown(was)} is called ${name} now`, breaks: true });
  if (was.exported && !is.exported) told.push({ text: `${name} is no longer exported`, breaks: true });
  if (old.visibility !== now.visibility) {
    const order = ['public', 'protected', 'private'];
    const breaks = order.indexOf(now.visibility) > order.indexOf(old.visibility);
    told.push({ text: `${name} is ${now.visibility} now, not ${old.visibility}`, breaks });
  }
  told.push(...parameterChanges(name, old.parameters, now.parameters, language));
  if (old.async !== now.async)
    told.push({ text: now.async ? `${name} is asynchronous now` : `${name} is no longer asynchronous`, breaks: true });
  if (old.returns !== now.returns) told.push({ text: returnText(name, old, now), breaks: old.returns !== null });
  if (told.length === 0 && old.shape !== now.shape)
    told.push({ text: `the definition of ${name} changed`, breaks: true });
  return told;
}

function returnText(name: string, old: Contract, now: Contract): string {
  if (now.returns === null) return `${name} no longer says what it returns (it was ${type(old.returns)})`;
  return old.returns === null
    ? `${name} says that it returns ${type(now.returns)}`
    : `${name} returns ${type(now.returns)}, not ${type(old.returns)}`;
}

function parameterChanges(
  name: string,
  old: readonly Parameter[],
  now: readonly Parameter[],
  language: string,
): Told[] {
  const told: Told[] = [];
  const before = new Map(old.map((one, index) => [one.name, { one, index }]));
  const names = new Set(now.map((one) => one.name));
  const gone = old.filter((one) => !names.has(one.name));
  const fresh = now.filter((one) => !before.has(one.name));
  for (const [index, one] of now.entries()) {
    const known = before.get(one.name);
    const replaced = known ? null : old[index];
    if (!known && replaced && gone.includes(replaced) && replaced.type === one.type && old.length === now.length) {
      gone.splice(gone.indexOf(replaced), 1);
      fresh.splice(fresh.indexOf(one), 1);
      const text = `${name} calls its parameter ${parameter(replaced)} ${parameter(one)} now`;
      told.push({ text, breaks: BY_NAME.test(language) });
      told.push(...parameterChange(name, index, replaced, one));
      continue;
    }
    if (known) told.push(...parameterChange(name, index, known.one, one));
  }
  for (const one of fresh) {
    const place = ORDINALS[now.indexOf(one)] ?? `${now.indexOf(one) + 1}th`;
    const required = one.optional ? 'optional' : 'required';
    const article = place === 'eighth' ? 'an' : 'a';
    told.push({
      text: `${name} takes ${article} ${place} ${required} parameter ${parameter(one)}`.trimEnd(),
      breaks: !one.optional,
    });
  }
  for (const one of gone) {
    const place = ORDINALS[old.indexOf(one)] ?? `${old.indexOf(one) + 1}th`;
    told.push({ text: `${name} no longer takes its ${place} parameter ${parameter(one)}`.trimEnd(), breaks: true });
  }
  const stayed = (list: readonly Parameter[], others: readonly Parameter[]) =>
    list.filter((one) => others.some((other) => other.name === one.name)).map((one) => one.name);
  if (stayed(old, now).join() !== stayed(now, old).join())
    told.push({ text: `${name} takes its parameters in another order`, breaks: true });
  return told;
}

function parameterChange(name: string, index: number, old: Parameter, now: Parameter): Told[] {
  const told: Told[] = [];
  const which = parameter(now) || `the ${ORDINALS[index] ?? `${index + 1}th`}`;
  if (old.optional && !now.optional) told.push({ text: `${name} requires the parameter ${which} now`, breaks: true });
  if (!old.optional && now.optional)
    told.push({ text: `${name} no longer requires the parameter ${which}`, breaks: false });
  if (old.type !== now.type && old.type !== null && now.type !== null)
    told.push({ text: `${name} takes ${type(now.type)} as ${which}, not ${type(old.type)}`, breaks: true });
  return told;
}

/** A pattern has no name. */
function parameter({ name }: Parameter): string {
  return name.startsWith('#') ? '' : code(name, LONGEST_NAME);
}

function type(text: string | null): string {
  return code(text ?? 'anything', LONGEST_TYPE);
}

function shown({ qualifiedName, kind }: SymbolFact): string {
  return code(CALLABLE.test(kind) ? `${qualifiedName}()` : qualifiedName, LONGEST_NAME);
}

/** The source is of others: nothing in it may end the code it is shown as. */
function code(text: string, longest: number): string {
  const plain = text.replaceAll(/[`\s]+/g, ' ').trim();
  return `\`${plain.length > longest ? `${cutText(plain, longest - 1)}…` : plain}\``;
}
