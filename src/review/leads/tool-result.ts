import { cutText } from '../../words/cut-text.js';
import { addedLines } from '../analyzers/added-lines.js';
import type { Category, ChangedFile, Claim, Severity } from '../types.js';

/** What an analysis tool of the repository's own says of a place in the head. Untrusted text throughout. */
export interface ToolResult {
  tool: string;
  rule: string;
  severity: Exclude<Severity, 'pre-existing'>;
  category: Extract<Category, 'security' | 'bug' | 'performance' | 'quality'>;
  message: string;
  /** As the tool names it: of the repository, or of the machine on which it ran. */
  path: string;
  /** 1-based. */
  startLine: number;
  endLine: number;
}

const LONGEST_TITLE = 160;
const LONGEST_MESSAGE = 800;
/** Of a message before it is cut: a tool may put whole pages into it. */
const LONGEST_READ = 2000;
const LONGEST_NAME = 180;
const LONGEST_PATH = 1000;
/** From the end of a path, as many folders are looked for. */
const MOST_FOLDERS = 40;
/** Lines of a place that are looked at for one that the change added. */
const MOST_LINES = 200;

/**
 * The results that are about lines which the change added, as leads that name their tool; all others are about code
 * that stood there before. The line is quoted from the head, so that it is proven like any. Pure.
 */
export function toolLeads(results: readonly ToolResult[], files: readonly ChangedFile[]): Claim[] {
  const paths = new Set(files.map(({ path }) => path));
  const lengths = new Set(files.map(({ path }) => path.length));
  const byPath = new Map(files.map((file) => [file.path, file]));
  const lines = new Map<string, Map<number, string>>();
  return results.map(shortened).flatMap((result) => {
    const path = pathIn(paths, lengths, result.path);
    const file = path === null ? undefined : byPath.get(path);
    if (path === null || file === undefined) return [];
    const added = lines.get(path) ?? addedLines(file);
    lines.set(path, added);
    const line = firstOf(added, result);
    return line === null ? [] : [leadOf(result, { path, line, quote: added.get(line) ?? '' })];
  });
}

/** Names and texts of any length are cut before anything is done with them; a path that long is none of ours. */
function shortened({ tool, rule, message, path, ...result }: ToolResult): ToolResult {
  return {
    ...result,
    tool: cutText(tool, LONGEST_NAME),
    rule: cutText(rule, LONGEST_NAME),
    message: cutText(message, LONGEST_READ),
    path: path.length > LONGEST_PATH ? '' : path,
  };
}

function leadOf(
  { tool, rule, severity, category, message }: ToolResult,
  place: Pick<Claim, 'path' | 'line' | 'quote'>,
): Claim {
  const name = toolRule(tool, rule);
  const text = message.replaceAll(/\s+/g, ' ').trim();
  const [first = ''] = /^.*?[.!?](?= |$)/.exec(text) ?? [text];
  return {
    rule: name,
    severity,
    category,
    title: cut(`${tool}: ${first.replace(/\.$/, '') || rule}`, LONGEST_TITLE),
    body: cut(first.length > LONGEST_TITLE ? text : text.slice(first.length).trim(), LONGEST_MESSAGE),
    ...place,
    side: 'RIGHT',
    startLine: null,
    evidence: `${tool} pointed at this line by its rule \`${name}\`.`,
    suggestion: null,
    tier: 'lead',
  };
}

/** The id under which a tool's rule is counted and can be switched off: `tool/CodeQL/js/sql-injection`. */
export function toolRule(tool: string, rule: string): string {
  const part = (text: string, most: number) => text.replaceAll(/[^\w.@:/-]+/g, '-').slice(0, most);
  return `tool/${part(tool, 60).replaceAll('/', '-')}/${part(rule, 180)}`;
}

function firstOf(added: ReadonlyMap<number, string>, { startLine, endLine }: ToolResult): number | null {
  for (let line = startLine; line <= Math.min(endLine, startLine + MOST_LINES); line++)
    if (added.has(line)) return line;
  return null;
}

/** Where a tool ran in another folder, its path ends in ours; the longest of ours is meant. */
function pathIn(paths: ReadonlySet<string>, lengths: ReadonlySet<number>, given: string): string | null {
  const path = given.replace(/^(?:\.\/)+/, '');
  if (paths.has(path)) return path;
  if (!given.startsWith('/')) return null;
  let found: string | null = null;
  for (let at = path.lastIndexOf('/'), folders = 0; at !== -1 && folders < MOST_FOLDERS; folders++) {
    const end = lengths.has(path.length - at - 1) ? path.slice(at + 1) : '';
    if (paths.has(end)) found = end;
    at = at === 0 ? -1 : path.lastIndexOf('/', at - 1);
  }
  return found;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
