import { createPauses } from '../../turns/create-pauses.js';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import { cutText } from '../../words/cut-text.js';
import { showInvisible } from './show-invisible.js';
import type { Change, LinkedIssue, Surrounding } from '../types.js';

/**
 * Wordings by which text tries to steer a reviewing model. They are reported, never obeyed and never needed for safety:
 * what the model may do is bounded by code. Narrow on purpose: a false alarm accuses an author. They are written for
 * text whose white space is single, so that none has to look for the end of it again and again.
 */
const WORDINGS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\s(?:all\s|any\s|the\s|your\s|my\s)*(?:previous|prior|above|earlier|preceding|existing|system)\s(?:\w{1,40}\s){0,2}(?:instructions?|prompts?|rules?|messages?|directions?)/i,
  /\b(?:reveal|print|repeat|output|show|post|leak)\s(?:\w{1,40}\s){0,3}(?:system prompt|hidden instructions|your instructions|your prompt|environment variables|your (?:api )?(?:key|token)s?)/i,
  /\b(?:as|dear|note to|attention|message (?:to|for)|instructions? (?:to|for))\s(?:the\s|an\s|any\s|all\s)*(?:ai|llm|language model|automated|bot|claude|gpt)\s?(?:code\s)?(?:reviewers?|review bots?|assistants?|agents?|models?)?\b.{0,80}\b(?:approve|ignore|skip|do not (?:report|flag|review)|must|should|mark)/is,
  /\b(?:ai|llm|automated|claude)\s(?:code\s)?review(?:er|ers|s)?\b.{0,60}\b(?:must|should|please)\b.{0,40}\b(?:approve|ignore|skip|not report|not flag|report nothing)/is,
  /<\/?(?:system|assistant|tool_result|function_calls?|antml:[a-z_]{1,40})>/i,
  /(?:^|["'`[(/])\s?(?:system|assistant|human)\s?:\s?\S.{0,200}\b(?:approve|ignore|instructions?|reviewer|review)\b/im,
  /\breport_finding\b|\bjudge_finding\b/,
];
/** Characters that write text nobody sees. */
const HIDDEN = /[\u{e0001}-\u{e007f}]{3,}|[\u202a-\u202e\u2066-\u2069]/u;
const MOST_PLACES = 5;

export interface Injection {
  /** `the description`, `src/a.ts:12` */
  place: string;
  /** What stands there, cut; invisible characters written out. */
  quote: string;
}

/** Characters that are looked at together, and how many of them once more with what follows. */
const WINDOW = 16_384;
const OVERLAP = 512;

/** Where a pull request, its files, its issues or what services say of it speak to the reviewing model. At most five places. */
export async function detectInjections(
  change: Change,
  issues: readonly LinkedIssue[],
  surroundings: readonly Surrounding[] = [],
): Promise<Injection[]> {
  const found: Injection[] = [];
  const pause = createPauses();
  for (const { place, text } of textsOf(change, issues, surroundings)) {
    for (let from = 0; from < text.length; from += WINDOW - OVERLAP) {
      const quote = attempt(text.slice(from, from + WINDOW));
      await pause();
      if (quote === null) continue;
      found.push({ place, quote });
      if (found.length === MOST_PLACES) return found;
      break;
    }
  }
  return found;
}

/**
 * Whether a text tries to steer a model, by the same wordings, whatever invisible characters stand between. Linear; a
 * long text is looked at in pieces.
 */
export function speaksToModel(text: string): boolean {
  for (let from = 0; from === 0 || from < text.length; from += WINDOW - OVERLAP) {
    const piece = text.slice(from, from + WINDOW);
    if (attempt(piece) !== null || attempt(stripInvisible(piece).normalize('NFKC')) !== null) return true;
  }
  return false;
}

function* textsOf(
  change: Change,
  issues: readonly LinkedIssue[],
  surroundings: readonly Surrounding[],
): Generator<{ place: string; text: string }> {
  yield { place: 'the title', text: change.title };
  yield { place: 'the description', text: change.body };
  yield { place: 'the branch name', text: withWords(change.headRef) };
  for (const { number, title, body } of issues) yield { place: `issue #${number}`, text: `${title}\n${body}` };
  for (const { source, key, title, text } of surroundings)
    yield {
      place: key === null ? `what ${source} says` : `${showInvisible(key)} (${source})`,
      text: `${title}\n${text}`,
    };
  for (const { path, hunks } of change.files) {
    yield { place: `the file name ${showInvisible(path)}`, text: withWords(path) };
    for (const { lines } of hunks)
      for (const { line, text } of addedRuns(lines)) yield { place: `${showInvisible(path)}:${line}`, text };
  }
}

/** A name as it stands, and with its words apart. */
function withWords(name: string): string {
  return `${name}\n${name.replaceAll(/[-_/.]+/g, ' ')}`;
}

/** Pieces of added text: a sentence may be spread over comment lines. A long piece comes in parts that overlap. */
function* addedRuns(
  lines: Change['files'][number]['hunks'][number]['lines'],
): Generator<{ line: number; text: string }> {
  let open: { line: number; text: string } | null = null;
  for (const { kind, newLine, text } of lines) {
    if (kind !== 'added' || newLine === null) {
      if (open) yield open;
      open = null;
      continue;
    }
    open = open
      ? { line: open.line, text: `${open.text}\n${withoutMarks(text)}` }
      : { line: newLine, text: withoutMarks(text) };
    if (open.text.length < WINDOW) continue;
    yield open;
    open = { line: newLine, text: open.text.slice(-OVERLAP) };
  }
  if (open) yield open;
}

function withoutMarks(line: string): string {
  return line.slice(0, 2000).replace(/^\s*(?:\/\/+|#+|\*+|--+|;+|<!--)\s?/, '');
}

function attempt(text: string): string | null {
  const hidden = HIDDEN.exec(text);
  if (hidden) return cutText(showInvisible(text.slice(Math.max(0, hidden.index - 20), hidden.index + 40)), 160);
  const single = text.replaceAll(/\s+/g, (space) => (space.includes('\n') ? '\n' : ' '));
  for (const wording of WORDINGS) {
    const match = wording.exec(single);
    if (match) return cutText(showInvisible(match[0].replaceAll('\n', ' ')), 120);
  }
  return null;
}
