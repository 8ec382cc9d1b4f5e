import { sameHunk } from '../../diff/same-hunk.js';
import { cutText } from '../../words/cut-text.js';
import { plainText } from './plain-text.js';
import { quotePlaces } from './quote-places.js';
import { sameWords } from './same-words.js';
import type { Edit } from './apply-edits.js';
import { editsDiff } from './edits-diff.js';
import type { Report } from '../ask/tools/report-finding.js';
import { whyNotCovered } from '../memories/covers-finding.js';
import type { GivenMemory } from '../memories/types.js';
import type { ChangedFile, Claim } from '../types.js';

const MOST_REPORTS = 12;
const NEAR_LINES = 2;
const MOST_SYMBOLS = 12;
const LONGEST_SYMBOL = 200;
const MOST_FURTHER = 4;
const TITLE_LENGTH = 160;
const BODY_LENGTH = 1200;
/** Of what is looked at before it is cut: an answer of the model has no more. */
const LONGEST_TEXT = 60_000;

export interface ReportContext {
  /** The files this agent was given, by path. */
  files: ReadonlyMap<string, ChangedFile>;
  /** Text at the head, or null. */
  headText(path: string): Promise<string | null>;
  /** What the team said that the model was shown, by its id such as `M3`; null: nothing of that id. */
  memoryOf(id: string): GivenMemory | null;
  /** Whether a name occurs anywhere in the repository at the head; null: it was not looked up, too many were. */
  occurs(name: string): Promise<boolean | null>;
  /**
   * Masks secrets: the model saw the masked text and can only quote that. Done before anything is cut: half a secret
   * has no form.
   */
  clean(text: string): string;
  testReplacement(replacement: Replacement): Promise<string | null>;
  /** What this agent has reported already. */
  taken: readonly Claim[];
  /** What others have reported. */
  others: readonly Claim[];
}

export interface Replacement {
  path: string;
  headText: string;
  startLine: number;
  endLine: number;
  text: string;
  /** Further lines of the file that the same remedy changes. */
  also: readonly Edit[];
}

/** A proven report as a claim; or the reason to count and the sentence that goes back to the model. */
export type Checked = { ok: true; claim: Claim; remark: string } | { ok: false; dropped: string; reason: string };

/**
 * Proof or silence (review-experience.md, promise 2): a report becomes a claim only if its quote stands at a line of
 * the diff and the names it relies on exist. A line number that is off is put right where the quote stands in exactly
 * one line of the diff. A replacement that does not pass its test is left out, the finding stays.
 */
export async function checkReport(report: Report, context: ReportContext): Promise<Checked> {
  const spoken = speaksAgainst(report, context);
  // What stays silent takes no place of what is told.
  const taken = context.taken.filter(({ against }) => (against === undefined) === (spoken.against === null));
  if (taken.length >= MOST_REPORTS)
    return no(
      'more findings than one agent may report',
      `you have reported ${MOST_REPORTS} findings, no more are taken`,
    );
  if (report.title.trim() === '' || report.why.trim() === '' || report.how_verified.trim() === '')
    return no('claim without title, reason or proof', 'title, why and how_verified must say something');
  const path = report.path.trim();
  const file = context.files.get(path);
  const text = file === undefined ? null : await context.headText(path);
  if (!file || text === null)
    return no(
      'file is not part of the change',
      `${JSON.stringify(cutText(path, 200))} is not a file that was given to you`,
    );
  const places = quotePlaces(context, file, text);
  const line = await places.lineOf(report.line, report.quote);
  if (typeof line === 'string')
    return line === 'nowhere'
      ? no(
          'quote is not at its line',
          `the quote is not at line ${report.line}, nor in one other line of the diff of this file`,
        )
      : no(
          'line is not part of the diff',
          `line ${report.line} is not part of the diff; take the line where the author must change something`,
        );
  const missing = await firstMissing(report.symbols, context);
  if (missing === UNKNOWN)
    return no('too many names to look up in one review', 'this review has looked up enough names; report without them');
  if (missing !== null)
    return no(
      'named symbol does not exist',
      `${JSON.stringify(missing)} occurs nowhere in this repository; correct the reasoning or the name`,
    );
  const category = report.category;
  // Two faults may lie on one line: only much the same words make a report the same again.
  const isTwin = (claim: Claim) =>
    claim.path === path &&
    claim.category === category &&
    Math.abs(claim.line - line) <= NEAR_LINES &&
    sameWords(claim.title, report.title);
  const twin = taken.find(isTwin);
  if (twin) return no('duplicate', `you have reported "${twin.title}" at line ${twin.line} already`);
  const told = context.others.find(isTwin);
  if (told) return no('duplicate', `"${told.title}" at line ${told.line} was reported by another reader`);
  const asked = report.start_line ?? line;
  const inOnePiece = asked === line || (asked > 0 && asked < line && sameHunk(file.hunks, 'RIGHT', asked, line));
  const startLine = inOnePiece && asked < line ? asked : null;
  const suggestion: Tested =
    inOnePiece || report.replacement === null
      ? await testedSuggestion(report, { path, headText: text, startLine: asked, endLine: line }, context)
      : { text: null, diff: null, remark: `The replacement is not offered: ${NOT_ONE_PIECE}.` };
  const claim: Claim = {
    rule: `claude/${category}`,
    severity: report.severity,
    category,
    title: oneLine(context.clean(report.title)),
    body: shortened(context.clean(report.why)),
    path,
    side: 'RIGHT',
    line,
    startLine,
    quote: (places.lines[line - 1] ?? '').replace(/\r$/, ''),
    evidence: shortened(context.clean(report.how_verified)),
    suggestion: suggestion.text,
    ...(suggestion.diff === null ? {} : { remedy: suggestion.diff }),
  };
  const moved = line === report.line ? '' : `The quote stands at line ${line}; that line was taken. `;
  return {
    ok: true,
    claim: spoken.against === null ? claim : { ...claim, against: spoken.against },
    remark: `${moved}${spoken.remark}${suggestion.remark}`,
  };
}

/** What the team said against a report, if it may keep it silent; else why it is told all the same. */
function speaksAgainst(
  { memory, category, severity, path, quote, title, why: body }: Report,
  { memoryOf }: ReportContext,
): { against: GivenMemory | null; remark: string } {
  const id = memory?.trim().toUpperCase() ?? '';
  if (id === '') return { against: null, remark: '' };
  const against = memoryOf(id);
  const claim = { rule: `claude/${category}`, category, severity, path: path.trim(), quote, title, body };
  const why = against === null ? 'there is no memory of that id' : whyNotCovered(against, claim);
  if (why !== null) return { against: null, remark: `It is told whatever the team said: ${why}. ` };
  return { against, remark: `It will not be told, because of ${id}. ` };
}

const NOT_ONE_PIECE = 'lines start_line to line do not lie in one piece of the diff';
const UNKNOWN = Symbol('not looked up');

/** The first of the names that occurs nowhere; of `a.b::c()` the last part counts. */
async function firstMissing(
  symbols: readonly string[],
  { occurs }: ReportContext,
): Promise<string | typeof UNKNOWN | null> {
  for (const symbol of symbols.slice(0, MOST_SYMBOLS)) {
    const name = lastName(symbol);
    if (name.length < 2) continue;
    const found = await occurs(name);
    if (found === null) return UNKNOWN;
    if (!found) return cutText(symbol, 100);
  }
  return null;
}

/**
 * Of `a.b::c()` the `c`; of a name with hyphens all of it. Longer than any name: what the code would not hold either.
 */
function lastName(symbol: string): string {
  const names = symbol.slice(-LONGEST_SYMBOL).match(/[\p{L}_$][\p{L}\p{N}_$-]*/gu) ?? [];
  return names.at(-1)?.replace(/-{1,200}$/, '') ?? '';
}

/** `text` for the lines of the finding alone, or, where the remedy has further lines, the `diff` of all of them. */
interface Tested {
  text: string | null;
  diff: string | null;
  remark: string;
}

async function testedSuggestion(
  { replacement, also: further }: Report,
  place: Omit<Replacement, 'text' | 'also'>,
  { clean, testReplacement }: ReportContext,
): Promise<Tested> {
  const none = { text: null, diff: null };
  if (replacement === null) return { ...none, remark: '' };
  const refuse = (reason: string) => ({ ...none, remark: `The replacement is not offered: ${reason}.` });
  if (further.length > MOST_FURTHER) return refuse(`more than ${MOST_FURTHER} further pieces belong to it`);
  const text = codeText(replacement);
  const also = further.map((one) => ({
    startLine: one.start_line,
    endLine: one.line,
    replacement: codeText(one.replacement),
  }));
  if ([text, ...also.map((one) => one.replacement)].some((one) => clean(one) !== one))
    return refuse('it holds a secret');
  const refused = await testReplacement({ ...place, text, also });
  if (refused !== null) return refuse(refused);
  if (also.length === 0) return { text, diff: null, remark: '' };
  const edits = [{ startLine: place.startLine, endLine: place.endLine, replacement: text }, ...also];
  return { text: null, diff: clean(editsDiff(place.headText, edits)), remark: 'Its lines are shown as a diff. ' };
}

function codeText(replacement: string): string {
  return plainText(replacement).replaceAll('\r\n', '\n').replace(/\n$/, '');
}

function oneLine(text: string): string {
  const line = plainText(cutText(text, LONGEST_TEXT)).replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > TITLE_LENGTH ? `${cutText(line, TITLE_LENGTH - 1)}…` : line;
}

/** Prose without fences (the only suggestion is the tested one, fault S12), cut at the end of a sentence. */
function shortened(text: string): string {
  const whole = plainText(cutText(text, LONGEST_TEXT))
    .replaceAll(/^[ \t>]*(?:`{3,}|~{3,}).*$/gm, '')
    .trim();
  if (whole.length <= BODY_LENGTH) return whole;
  const cut = cutText(whole, BODY_LENGTH);
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('.\n'));
  return end > BODY_LENGTH / 2 ? cut.slice(0, end + 1) : `${cut}…`;
}

function no(dropped: string, reason: string): Checked {
  return { ok: false, dropped, reason };
}
