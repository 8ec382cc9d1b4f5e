import { createPauses } from '../../../turns/create-pauses.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import { excerptOf, linesBetween } from './excerpt-of.js';
import type { FoundCode, SeenFile } from './found-code.js';
import type { OutlinedFile } from './outline-files.js';
import type { ShownLines } from './shown-lines.js';

const MOST_CASES = 12;
const MOST_OF_FILE = 5;
const LONGEST_CASE = 40;
const SHORTEST_NAME = 3;
const LONGEST_LINE = 500;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
/** A case of the test runners of JavaScript: a call with a name and a function. */
const CASE = /^(\s*)(?:it|test|specify|bench|Deno\.test)(?:\.\w+)*\s*[(`]/;
const IMPORT = /^\s*(?:import\b|from\b|export\b.*\bfrom\b|(?:const|let|var)\b.*\brequire\(|["'][\w./-]+["']$)/;

/** The cases of a changed file's tests that name what is changed, each once, without what is shown already. */
export async function testExcerpts(
  seen: readonly SeenFile[],
  found: FoundCode,
  shown: ShownLines,
  notShown: string[],
): Promise<Excerpt[]> {
  const pause = createPauses();
  const excerpts: Excerpt[] = [];
  let more = 0;
  for (const { looked } of seen) {
    const names = new Set(
      looked.changedSymbols.flatMap(({ name, container }) => [name, container ?? '']).filter(isNameable),
    );
    // A method is what a test names; its type alone stands in every case.
    const methods = new Set(looked.changedSymbols.map(({ name }) => name).filter(isNameable));
    for (const file of found.tests.get(looked.path) ?? []) {
      await pause();
      const cases = casesWith(file, methods);
      const own = cases.length > 0 ? cases : casesWith(file, names);
      let left = MOST_OF_FILE;
      for (const [from, to] of own) {
        if (shown.has(file.path, from)) continue;
        const end = Math.min(to, from + LONGEST_CASE - 1);
        const rest = [...linesBetween(from, end)].filter((line) => !shown.has(file.path, line));
        const excerpt = excerptOf(file, rest);
        if (excerpt === null) continue;
        if (left === 0 || excerpts.length >= MOST_CASES) {
          more += 1;
          continue;
        }
        left -= 1;
        excerpts.push(excerpt);
        shown.add([excerpt]);
      }
    }
  }
  if (more > 0) notShown.push(`${more} more tests that name what is changed`);
  return excerpts;
}

function isNameable(name: string): boolean {
  return name.length >= SHORTEST_NAME && !/^(?:constructor|__init__|default)$/.test(name);
}

/** First and last line of each case in which one of the names stands, in their order. */
function casesWith(file: OutlinedFile, names: ReadonlySet<string>): [number, number][] {
  const cases = new Map<number, number>();
  let end = 0;
  for (const [index, text] of file.lines.entries()) {
    const line = index + 1;
    if (line <= end || IMPORT.test(text)) continue;
    if (!(text.slice(0, LONGEST_LINE).match(WORD) ?? []).some((word) => names.has(word))) continue;
    const found = caseAround(file, line);
    if (found === null) continue;
    cases.set(...found);
    end = found[1];
  }
  return [...cases];
}

/** The call around a line that names a case, by its indentation; elsewhere the outermost function. */
function caseAround({ lines, language, outline }: OutlinedFile, line: number): [number, number] | null {
  if (/^(?:typescript|tsx|javascript)$/.test(language)) {
    for (let at = line; at >= Math.max(1, line - 200); at--) {
      const indent = CASE.exec(lines[at - 1] ?? '')?.[1];
      if (indent === undefined) continue;
      const end = endOfCase(lines, at, indent);
      if (end >= line) return [at, end];
    }
    return null;
  }
  const around = outline.symbols.find(
    ({ kind, startLine, endLine }) =>
      (kind === 'function' || kind === 'method') && startLine <= line && endLine >= line,
  );
  return around ? [around.startLine, around.endLine] : null;
}

/** Where the call that begins on a line closes: on a line of its indentation. */
function endOfCase(lines: readonly string[], from: number, indent: string): number {
  if (/\);?\s*$/.test(lines[from - 1] ?? '') && !/[({[]\s*$/.test(lines[from - 1] ?? '')) return from;
  for (let line = from + 1; line <= Math.min(lines.length, from + 400); line++) {
    const text = lines[line - 1] ?? '';
    if (text.startsWith(`${indent}}`) || text.startsWith(`${indent})`)) {
      // `])('%s', (a) => {` of a table goes on.
      if (/[({[]\s*$/.test(text)) continue;
      return line;
    }
    if (text.trim() !== '' && CASE.exec(text)?.[1] === indent) return line - 1;
  }
  return from;
}
