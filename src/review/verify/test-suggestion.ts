import { languageOf } from '../../syntax/language-of.js';
import type { LineRange, SyntaxErrorsRequest } from '../../syntax/syntax-errors.js';
import { runInPool } from '../analyzers/pool.js';
import { isNobodysWork } from '../plan/triage-file.js';
import { applyEdits, freshLines, type Edit, type Edited } from './apply-edits.js';
import { whyMisplaced } from './fits-its-place.js';
import { layoutLanguageOf } from './layout/layout-problem.js';
import type { ThreadShare } from '../analyzers/thread-share.js';

const MAX_LINES = 30;
const MAX_BYTES = 4096;
const MAX_FILE = 1_048_576;
const PARSE_DEADLINE_MS = 5000;
/** Who controls these controls more than a file. */
const GUARDED =
  /(^|\/)(\.github|\.gitlab|\.circleci)\/|(^|\/)(package\.json|deno\.jsonc?|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|requirements[\w.-]*\.(?:txt|in)|go\.(?:mod|work)|Cargo\.toml|build\.rs|Gemfile|Rakefile|[\w.-]+\.gemspec|composer\.json|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|[\w.-]+\.(?:cs|fs|vb)proj|Dockerfile|Makefile)$/i;
/** With or without scheme: `https://host/…`, `//host/…`. */
const ADDRESS = /\/\/([^\s/\\"'`<>()\],;?#]*[.:@$%][^\s/\\"'`<>()\],;?#]*|localhost)/gi;

export interface Suggestion extends Edit {
  path: string;
  headText: string;
  /** Further lines of the same file that the remedy changes. */
  also?: readonly Edit[];
}

/**
 * Whether a suggestion may be offered (review-experience.md, promise 3): it applies to the head, changes something, is
 * small, brings no new address, touches no file that rules others, and its file has no more syntax errors than before
 * and none inside the edited lines. It fits its place (`whyMisplaced`), and where indentation means something, what it
 * means (`layoutProblem`). Where there is no grammar there is nothing to parse, and the rest holds. With further edits
 * the whole is tested.
 */
export async function testSuggestion(
  { path, headText, startLine, endLine, replacement, also = [] }: Suggestion,
  threads: ThreadShare,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const no = (reason: string) => ({ ok: false as const, reason });
  if (GUARDED.test(path) || isNobodysWork(path)) return no('files like this one get no suggestions');
  if (headText.length > MAX_FILE) return no('the file is too large to be tested');
  const lines = headText.split('\n').map((line) => line.replace(/\r$/, ''));
  const edits = [{ startLine, endLine, replacement }, ...also];
  for (const edit of edits) {
    const reason = whyNotEdit(edit, lines, headText);
    if (reason !== null) return no(reason);
  }
  const edited = applyEdits(headText, edits);
  if (edited === null) return no('it replaces a line twice');
  const reason =
    (await whyNotParsed(path, headText, edited, threads)) ?? (await whyNotLaidOut(path, headText, edited, threads));
  return reason === null ? { ok: true } : no(reason);
}

/** What one edit shows by itself. `lines` are without line ends. */
function whyNotEdit(
  { startLine, endLine, replacement }: Edit,
  lines: readonly string[],
  headText: string,
): string | null {
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const fresh = freshLines(replacement);
  if (startLine < 1 || endLine < startLine || endLine > count) return 'its lines are not in the file';
  if (fresh.length > MAX_LINES || endLine - startLine >= MAX_LINES || Buffer.byteLength(replacement) > MAX_BYTES)
    return 'it is too long';
  if (lines.slice(startLine - 1, endLine).join('\n') === fresh.join('\n')) return 'it changes nothing';
  if (bringsAddress(replacement, headText)) return 'it brings a new address';
  if (!indentsLike(fresh, lines)) return 'it is not indented like the file';
  return whyMisplaced({ lines, startLine, endLine, fresh });
}

async function whyNotParsed(path: string, headText: string, edited: Edited, threads: ThreadShare) {
  const language = languageOf(path);
  if (language === null) return breaksJson(path, headText, edited.text) ? 'it does not parse' : null;
  const [before, after] = await Promise.all(
    [headText, edited.text].map((text) => errorsOf({ language, text }, path, threads)),
  );
  if (!before || !after) return 'its file could not be parsed';
  const isWorse =
    after.length > before.length ||
    after.some((error) => edited.fresh.some(({ from, to }) => error.from <= to && error.to >= from));
  return isWorse ? 'it does not parse' : null;
}

/** Settings in JSON often have comments: what was none before is not asked to be JSON now. */
function breaksJson(path: string, before: string, after: string): boolean {
  return path.endsWith('.json') && isJson(before) && !isJson(after);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

async function whyNotLaidOut(path: string, before: string, edited: Edited, threads: ThreadShare) {
  const language = layoutLanguageOf(path);
  if (language === null) return null;
  const { text: after, replaced, fresh } = edited;
  const source = { language, before, after, replaced, fresh };
  const answer = await runInPool({ kind: 'layout', path, source }, PARSE_DEADLINE_MS, threads);
  return answer.kind === 'layout' ? answer.problem : 'its file could not be parsed';
}

/**
 * Whether a host is named that the file does not name: whole hosts are compared, `api.example` is not in
 * `my-api.example`.
 */
function bringsAddress(replacement: string, headText: string): boolean {
  const known = hostsOf(headText);
  return [...hostsOf(replacement)].some((host) => !known.has(host));
}

function hostsOf(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(ADDRESS), ([, host = '']) => host.toLowerCase()));
}

/** A file that indents by tabs alone gets no spaces, one that indents by spaces alone no tabs. */
function indentsLike(fresh: readonly string[], lines: readonly string[]): boolean {
  const [tabs, spaces] = [/^\t/, /^ {2}/].map(
    (mark) => (all: readonly string[]) => all.some((line) => mark.test(line)),
  );
  if (!tabs || !spaces || tabs(lines) === spaces(lines)) return true;
  return tabs(lines) ? !spaces(fresh) : !tabs(fresh);
}

/** On a worker thread: parsing a large file must not hold up everything else. Null: it could not be parsed. */
async function errorsOf(source: SyntaxErrorsRequest, path: string, threads: ThreadShare): Promise<LineRange[] | null> {
  const answer = await runInPool({ kind: 'syntax', path, source }, PARSE_DEADLINE_MS, threads);
  return answer.kind === 'syntax' ? answer.errors : null;
}
