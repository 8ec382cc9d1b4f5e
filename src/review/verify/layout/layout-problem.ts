import { movedEntry, type Lines } from './moved-entry.js';
import { pythonProblem } from './python-problem.js';
import { yamlEntries } from './yaml-entries.js';

/** A language in which indentation decides what a line belongs to. */
export type LayoutLanguage = 'python' | 'yaml';

/** A file before and after its replacements, and the lines of each that these are about. */
export interface LayoutRequest {
  language: LayoutLanguage;
  before: string;
  after: string;
  replaced: readonly Lines[];
  fresh: readonly Lines[];
}

/** The language of a file if its layout is looked at, by the extension of `path`. */
export function layoutLanguageOf(path: string): LayoutLanguage | null {
  if (/\.pyi?$/i.test(path)) return 'python';
  return /\.ya?ml$/i.test(path) ? 'yaml' : null;
}

/**
 * Why the layout of a file speaks against replacements, to be put after "not offered:"; null: nothing does. A file that
 * was not right before cannot be made wrong. Linear; for a thread, a file may have a megabyte.
 */
export function layoutProblem(request: LayoutRequest): string | null {
  return request.language === 'python' ? inPython(request) : inYaml(request);
}

function inPython({ before, after }: LayoutRequest): string | null {
  const problem = pythonProblem(after);
  return problem === null || pythonProblem(before) !== null
    ? null
    : `with it Python does not take the file: ${problem}`;
}

function inYaml({ before, after, replaced, fresh }: LayoutRequest): string | null {
  const [old, now] = [yamlEntries(before), yamlEntries(after)];
  if (typeof old === 'string') return null;
  if (typeof now === 'string') return `with it the file is not valid YAML: ${now}`;
  const blockMoves = replaced.every((lines, index) =>
    isSameBlock(blockOf(before, lines), blockOf(after, fresh[index])),
  );
  const moved = movedEntry({ entries: old, edited: replaced }, { entries: now, edited: fresh }, { blockMoves });
  return moved === null ? null : `it moves ${moved} to another level`;
}

interface BlockLine {
  indent: number;
  text: string;
}

function blockOf(text: string, lines: Lines | undefined): BlockLine[] {
  if (lines === undefined) return [];
  return text
    .split('\n')
    .slice(lines.from - 1, lines.to)
    .filter((line) => line.trim() !== '')
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }));
}

/** The same lines, all of them as far from where they were: that is what the replacement is about. */
function isSameBlock(before: readonly BlockLine[], after: readonly BlockLine[]): boolean {
  const shift = (after[0]?.indent ?? 0) - (before[0]?.indent ?? 0);
  return (
    before.length === after.length &&
    before.every(({ indent, text }, index) => after[index]?.text === text && after[index].indent - indent === shift)
  );
}
