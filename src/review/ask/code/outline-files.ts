import type { FileFacts } from '../../../graph/symbols/file-facts.js';
import { languageOf, type Language } from '../../../syntax/language-of.js';
import type { Outline } from '../../../syntax/outline-source.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { runInPool } from '../../analyzers/pool.js';
import type { ThreadShare } from '../../analyzers/thread-share.js';

const LARGEST_FILE = 400_000;
const LONGEST_LINE = 20_000;
const FILE_DEADLINE_MS = 3000;
const LANES = 8;

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
  /** What it declares, and what it uses on the lines that were asked for and in the functions around them. */
  facts: FileFacts | null;
}

/**
 * Outlines of files, parsed on worker threads (fault C4: parsing never holds up this thread). A file without grammar,
 * above 400,000 characters, with a line above 20,000, or that is not parsed before `until` is absent; one that was
 * tried and could not be parsed is in `unparsed`, too.
 */
export async function outlineFiles(
  files: readonly FileToOutline[],
  outlining: Outlining,
): Promise<Map<string, OutlinedFile>> {
  const outlined: (OutlinedFile | null)[] = files.map(() => null);
  const waiting = files.entries();
  const pause = createPauses();
  // No more at a time than the threads can soon take: each is held in memory twice.
  const lane = async (): Promise<void> => {
    for (const [index, file] of waiting) {
      outlined[index] = await outlineFile(file, outlining);
      await pause();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return new Map(outlined.flatMap((one) => (one === null ? [] : [[one.path, one]])));
}

async function outlineFile(
  { path, text, lines, places }: FileToOutline,
  { until, threads, unparsed }: Outlining,
): Promise<OutlinedFile | null> {
  const language = languageOf(path);
  const left = Math.min(FILE_DEADLINE_MS, until - performance.now());
  if (language === null || text.length > LARGEST_FILE || left <= 0) return null;
  const split = text.split(/\r?\n/);
  if (split.some((line) => line.length > LONGEST_LINE)) return null;
  const request = { kind: 'outline', path, source: { language, text, lines, places, withFacts: true } } as const;
  const answer = await runInPool(request, left, threads, until);
  if (answer.kind === 'outline') return { path, language, lines: split, outline: answer.outline, facts: answer.facts };
  unparsed.set(path, answer.reason);
  return null;
}
