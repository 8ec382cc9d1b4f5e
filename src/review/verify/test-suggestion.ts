import { languageOf } from '../../syntax/language-of.js';
import type { LineRange, SyntaxErrorsRequest } from '../../syntax/syntax-errors.js';
import { runInPool } from '../analyzers/pool.js';
import { isNobodysWork } from '../plan/triage-file.js';
import { whyMisplaced } from './fits-its-place.js';
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

export interface Suggestion {
  path: string;
  headText: string;
  /** 1-based lines of the head that are replaced. */
  startLine: number;
  endLine: number;
  /** Without line end. */
  replacement: string;
}

/**
 * Whether a suggestion may be offered (review-experience.md, promise 3): it applies to the head, changes something, is
 * small, brings no new address, touches no file that rules others, and its file has no more syntax errors than before
 * and none inside the edited range. It fits its place (`whyMisplaced`). Where there is no grammar there is nothing to parse,
 * and the rest holds.
 */
export async function testSuggestion(
  suggestion: Suggestion,
  threads: ThreadShare,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const { path, headText, startLine, endLine, replacement } = suggestion;
  const no = (reason: string) => ({ ok: false as const, reason });
  const language = languageOf(path);
  if (GUARDED.test(path) || isNobodysWork(path)) return no('files like this one get no suggestions');
  if (headText.length > MAX_FILE) return no('the file is too large to be tested');
  const eol = /\r\n/.test(headText) ? '\r\n' : '\n';
  const lines = headText.split('\n');
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const fresh = replacement.replaceAll('\r\n', '\n').split('\n');
  if (startLine < 1 || endLine < startLine || endLine > count) return no('its lines are not in the file');
  if (fresh.length > MAX_LINES || endLine - startLine >= MAX_LINES || Buffer.byteLength(replacement) > MAX_BYTES)
    return no('it is too long');
  const old = lines.slice(startLine - 1, endLine).map((line) => line.replace(/\r$/, ''));
  if (old.join('\n') === fresh.join('\n')) return no('it changes nothing');
  if (bringsAddress(replacement, headText)) return no('it brings a new address');
  if (!indentsLike(fresh, lines)) return no('it is not indented like the file');
  const plain = lines.map((line) => line.replace(/\r$/, ''));
  const misplaced = whyMisplaced({ lines: plain, startLine, endLine, fresh });
  if (misplaced !== null) return no(misplaced);
  if (language === null) return { ok: true };
  const edited = [
    ...lines.slice(0, startLine - 1),
    ...fresh.map((line) => (eol === '\r\n' ? `${line}\r` : line)),
    ...lines.slice(endLine),
  ].join('\n');
  const [before, after] = await Promise.all(
    [headText, edited].map((text) => errorsOf({ language, text }, path, threads)),
  );
  if (!before || !after) return no('its file could not be parsed');
  if (after.length > before.length) return no('it does not parse');
  const last = startLine + fresh.length - 1;
  return after.some(({ from, to }) => from <= last && to >= startLine) ? no('it does not parse') : { ok: true };
}

/** Whether a host is named that the file does not name: whole hosts are compared, `api.example` is not in `my-api.example`. */
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
