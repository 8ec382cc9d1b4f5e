import { compileGlob } from '../../syntax/paths/compile-glob.js';
import type { MemoryType } from '../../memory/types.js';
import { constructWords } from '../../words/construct-words.js';
import { decides } from '../../words/deciding-words.js';
import { sharedOf, wordsOf } from '../../words/words-of.js';
import { isDismissedOneByOne } from '../rounds/is-dismissed.js';
import { speaksToModel } from '../verify/detect-injection.js';
import type { GivenMemory } from './types.js';
import type { Claim } from '../types.js';

/** What the team decided about its code; descriptions of the project and of people silence nothing. */
const MAY_SILENCE: readonly MemoryType[] = ['project_rule', 'decision', 'project_pattern'];
/** Signals that a memory is about a finding. */
const LEAST_SIGNALS = 2;
/** The same for a text that asks for nothing and allows nothing. */
const LEAST_OF_FACT = 3;
const OPERATORS = /(?<![-=!<>&|?:+.])(?:===?|!==?|!!|&&|\|\||\?\?|\?\.|=>|->|:=|::|<=>|\+=)(?![-=!<>&|?:+.])/g;
/** They stand in any finding. */
const SAYS_LITTLE = wordsOf('call case change code file finding flag function line report review value').words;
/** What matching one path may cost. */
const MOST_STEPS = 200_000;

/**
 * Why a memory cannot keep a finding silent (memory.md); null: it can. What must be fixed, what is about security and
 * secrets is told whatever was said; a finding of a rule of ours is covered only by a memory about that very rule. One
 * that says nothing of what it is to cover, or speaks to a model, would let a model that obeys it tell nothing. Pure.
 */
export function whyNotCovered(
  { type, text, pathGlob, rule, symbol }: Pick<GivenMemory, 'type' | 'text' | 'pathGlob' | 'rule' | 'symbol'>,
  finding: Pick<Claim, 'rule' | 'severity' | 'category' | 'path' | 'quote' | 'title' | 'body'>,
): string | null {
  const always = whyAlwaysTold(finding);
  if (always !== null) return always;
  if (!MAY_SILENCE.includes(type)) return 'it describes something and decides nothing';
  if (speaksToModel(text)) return 'it speaks to a model and not of the code';
  if (rule !== null && rule !== finding.rule) return `it is about the rule ${rule} only`;
  if (pathGlob !== null && !matches(pathGlob, finding.path)) return `it is about ${pathGlob} only`;
  if (symbol !== null && !speaksOf(symbol, finding)) return `it is about ${symbol} only`;
  if (rule === null && !speaksOfIt({ text, pathGlob, symbol }, finding)) return 'it says too little of this';
  return null;
}

/** Why no memory at all can keep a finding silent; null: some may. Pure. */
export function whyAlwaysTold(finding: Pick<Claim, 'rule' | 'severity' | 'category'>): string | null {
  if (finding.severity === 'must-fix') return 'what must be fixed is always told';
  return isDismissedOneByOne(finding) ? 'what is about security is always told' : null;
}

/**
 * Whether enough says that a memory is about a finding: words that both have, as the model or the line says them or as
 * people call what the line does, and a scope that names the place. One word is chance: what a change is about stands in
 * its findings, too.
 */
function speaksOfIt(
  { text, pathGlob, symbol }: Pick<GivenMemory, 'text' | 'pathGlob' | 'symbol'>,
  { path, quote, title, body }: Pick<Claim, 'path' | 'quote' | 'title' | 'body'>,
): boolean {
  const finding = termsOf(`${title}\n${body}\n${quote}\n${constructWords([path], [quote])}`);
  const signals = sharedOf(termsOf(text), finding) + (namesPlace(pathGlob) ? 1 : 0) + (symbol === null ? 0 : 1);
  return signals >= (decides(text) ? LEAST_SIGNALS : LEAST_OF_FACT);
}

/** The words of a text that tell something, and its operators. */
function termsOf(text: string): Set<string> {
  const words = [...wordsOf(text).words].filter((word) => word.length > 1 && !SAYS_LITTLE.has(word));
  return new Set([...words, ...(text.match(OPERATORS) ?? [])]);
}

/** A glob that names a folder or a file; `**` and an ending alone name none. */
function namesPlace(pathGlob: string | null): boolean {
  return pathGlob !== null && pathGlob.split('/').some((part) => /^[^*?{[(]+$/.test(part));
}

/** Whether the last part of a name stands as a word in the line of a finding, or in what is said of it. */
function speaksOf(symbol: string, { quote, title, body }: Pick<Claim, 'quote' | 'title' | 'body'>): boolean {
  const name = symbol.replace(/^.*[.:#]/, '');
  return new Set(`${quote}\n${title}\n${body}`.match(/[\p{L}\p{N}_$]+/gu)).has(name);
}

/** A glob that cannot be read, or not within its budget, covers nothing. */
function matches(pathGlob: string, path: string): boolean {
  const glob = compileGlob(pathGlob);
  return !('problem' in glob) && glob.matches(path, { steps: MOST_STEPS }) === true;
}
