import { languageOf, type Language } from '../../../syntax/language-of.js';
import type { Outline } from '../../../syntax/outline-source.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { runInPool } from '../../analyzers/pool.js';

const LARGEST_FILE = 400_000;
const LONGEST_LINE = 20_000;
const FILE_DEADLINE_MS = 3000;
const LANES = 8;

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
 * above 400,000 characters, with a line above 20,000, or that is not parsed before `until` (`performance.now()`) is absent.
 */
export async function outlineFiles(files: readonly FileToOutline[], until: number): Promise<Map<string, OutlinedFile>> {
  const outlined: (OutlinedFile | null)[] = files.map(() => null);
  const waiting = files.entries();
  const pause = createPauses();
  // No more at a time than the threads can soon take: each is held in memory twice.
  const lane = async (): Promise<void> => {
    for (const [index, file] of waiting) {
      outlined[index] = await outlineFile(file, until);
      await pause();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return new Map(outlined.flatMap((one) => (one === null ? [] : [[one.path, one]])));
}

async function outlineFile({ path, text, lines, places }: FileToOutline, until: number): Promise<OutlinedFile | null> {
  const language = languageOf(path);
  const left = Math.min(FILE_DEADLINE_MS, until - performance.now());
  if (language === null || text.length > LARGEST_FILE || left <= 0) return null;
  const split = text.split(/\r?\n/);
  if (split.some((line) => line.length > LONGEST_LINE)) return null;
  const answer = await runInPool({ kind: 'outline', source: { language, text, lines, places } }, left);
  return answer.kind === 'outline' ? { path, language, lines: split, outline: answer.outline } : null;
}
