import { showInvisible } from './show-invisible.js';
import type { Change, LinkedIssue } from '../types.js';

/**
 * Wordings by which text tries to steer a reviewing model. They are reported, never obeyed and never needed for safety:
 * what the model may do is bounded by code. Narrow on purpose: a false alarm accuses an author.
 */
const WORDINGS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|my\s+)*(?:previous|prior|above|earlier|preceding|existing|system)\s+(?:\w+\s+){0,2}(?:instructions?|prompts?|rules?|messages?|directions?)/i,
  /\b(?:reveal|print|repeat|output|show|post|leak)\s+(?:\w+\s+){0,3}(?:system prompt|hidden instructions|your instructions|your prompt|environment variables|your (?:api )?(?:key|token)s?)/i,
  /\b(?:as|dear|note to|attention|message (?:to|for)|instructions? (?:to|for))\s+(?:the\s+|an\s+|any\s+|all\s+)*(?:ai|llm|language model|automated|bot|claude|gpt)\s*(?:code\s+)?(?:reviewers?|review bots?|assistants?|agents?|models?)?\b.{0,80}\b(?:approve|ignore|skip|do not (?:report|flag|review)|must|should|mark)/is,
  /\b(?:ai|llm|automated|claude)\s+(?:code\s+)?review(?:er|ers|s)?\b.{0,60}\b(?:must|should|please)\b.{0,40}\b(?:approve|ignore|skip|not report|not flag|report nothing)/is,
  /<\/?(?:system|assistant|tool_result|function_calls?|antml:[a-z_]+)>/i,
  /(?:^|["'`[(/])\s*(?:system|assistant|human)\s*:\s*\S.{0,200}\b(?:approve|ignore|instructions?|reviewer|review)\b/im,
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

/** Where a pull request, its files or its issues speak to the reviewing model. At most five places. */
export function detectInjections(change: Change, issues: readonly LinkedIssue[]): Injection[] {
  const found: Injection[] = [];
  const look = (place: string, text: string): void => {
    const quote = found.length < MOST_PLACES ? attempt(text) : null;
    if (quote !== null) found.push({ place, quote });
  };
  look('the title', change.title);
  look('the description', change.body);
  look('the branch name', `${change.headRef}\n${change.headRef.replaceAll(/[-_/.]+/g, ' ')}`);
  for (const { number, title, body } of issues) look(`issue #${number}`, `${title}\n${body}`);
  for (const { path, hunks } of change.files) {
    look(`the file name ${showInvisible(path)}`, `${path}\n${path.replaceAll(/[-_/.]+/g, ' ')}`);
    for (const { lines } of hunks) {
      for (const run of addedRuns(lines)) look(`${showInvisible(path)}:${run.line}`, run.text);
    }
  }
  return found;
}

/** Pieces of added text: a sentence may be spread over comment lines. */
function addedRuns(lines: Change['files'][number]['hunks'][number]['lines']): { line: number; text: string }[] {
  const runs: { line: number; text: string }[] = [];
  let open: { line: number; text: string } | null = null;
  for (const { kind, newLine, text } of lines) {
    if (kind !== 'added' || newLine === null) open = null;
    else if (open) open.text += `\n${withoutMarks(text)}`;
    else runs.push((open = { line: newLine, text: withoutMarks(text) }));
  }
  return runs;
}

function withoutMarks(line: string): string {
  return line.slice(0, 2000).replace(/^\s*(?:\/\/+|#+|\*+|--+|;+|<!--)\s?/, '');
}

function attempt(text: string): string | null {
  const hidden = HIDDEN.exec(text);
  if (hidden) return showInvisible(text.slice(Math.max(0, hidden.index - 20), hidden.index + 40)).slice(0, 160);
  const bounded = text.slice(0, 100_000);
  for (const wording of WORDINGS) {
    const match = wording.exec(bounded);
    if (match) return showInvisible(match[0].replaceAll(/\s+/g, ' ')).slice(0, 120);
  }
  return null;
}
