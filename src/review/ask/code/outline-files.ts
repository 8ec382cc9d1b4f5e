import { languageOf, type Language } from '../../../syntax/language-of.js';
import type { Outline } from '../../../syntax/outline-source.js';
import { runInPool } from '../../analyzers/pool.js';
import type { ThreadShare } from '../../analyzers/thread-share.js';

const LARGEST_FILE = 400_000;
const LONGEST_LINE = 20_000;
const FILE_DEADLINE_MS = 3000;

/** How files are parsed for one question. */
export interface Outlining {
  /** `performance.now()` after which nothing is parsed. */
  until: number;
  threads: ThreadShare;
  /** Takes the files whose parse broke or was late, each with the reason. */
  unparsed: Map<string, string>;
}

export interface FileToOutline {
  path: string;
  text: string;
  lines: readonly number[];
  places: readonly (readonly [number, number])[];
}

export interface OutlinedFile {
  path: string;
  language: Language;
  /** Without CR. */
  lines: readonly string[];
  outline: Outline;
}

/**
 * Outlines of files, parsed on worker threads (fault C4: parsing never holds up this thread). A file without grammar,
 * above 400,000 characters, with a line above 20,000, or that is not parsed before `until` is absent; one that was tried
 * and could not be parsed is in `unparsed`, too.
 */
export async function outlineFiles(
  files: readonly FileToOutline[],
  { until, threads, unparsed }: Outlining,
): Promise<Map<string, OutlinedFile>> {
  const outlined = await Promise.all(
    files.map(async ({ path, text, lines, places }): Promise<OutlinedFile | null> => {
      const language = languageOf(path);
      const left = Math.min(FILE_DEADLINE_MS, until - performance.now());
      if (language === null || text.length > LARGEST_FILE || left <= 0) return null;
      const split = text.split(/\r?\n/);
      if (split.some((line) => line.length > LONGEST_LINE)) return null;
      const answer = await runInPool(
        { kind: 'outline', path, source: { language, text, lines, places } },
        left,
        threads,
        until,
      );
      if (answer.kind === 'outline') return { path, language, lines: split, outline: answer.outline };
      unparsed.set(path, answer.reason);
      return null;
    }),
  );
  return new Map(outlined.flatMap((one) => (one === null ? [] : [[one.path, one]])));
}
