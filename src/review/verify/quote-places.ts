import { commentableLines } from '../../diff/commentable-lines.js';
import { createPauses } from '../../turns/create-pauses.js';
import type { ChangedFile } from '../types.js';
import { cutLine } from './diff-text.js';
import { showInvisible } from './show-invisible.js';

/** Where quotes of one file's head stand in its diff. */
export interface QuotePlaces {
  lines: readonly string[];
  /** The line that a quote proves: the given one, or the only line of the diff with that text. */
  lineOf(line: number, quote: string): Promise<number | 'nowhere' | 'outside'>;
}

/** Whoever masks secrets for one agent; what is known of a file is kept for all its reports. */
interface Masking {
  clean(text: string): string;
}

const known = new WeakMap<Masking, Map<ChangedFile, QuotePlaces>>();

/** The places of quotes in a file, each line of the diff prepared once however many reports there are. */
export function quotePlaces(masking: Masking, file: ChangedFile, headText: string): QuotePlaces {
  const files = known.get(masking) ?? new Map<ChangedFile, QuotePlaces>();
  known.set(masking, files);
  const places = files.get(file) ?? createPlaces(masking, file, headText);
  files.set(file, places);
  return places;
}

function createPlaces(masking: Masking, file: ChangedFile, headText: string): QuotePlaces {
  const lines = headText.split('\n');
  const commentable = commentableLines(file.hunks).right;
  const shown = (text: string) =>
    showInvisible(masking.clean(cutLine(text)))
      .replaceAll(/\s+/g, ' ')
      .trim();
  let byText: Promise<Map<string, number[]>> | null = null;
  const index = async (): Promise<Map<string, number[]>> => {
    const places = new Map<string, number[]>();
    const pause = createPauses();
    for (const line of commentable) {
      const text = shown(lines[line - 1] ?? '');
      const same = places.get(text);
      if (same) same.push(line);
      else places.set(text, [line]);
      const due = pause();
      if (due) await due;
    }
    return places;
  };
  return {
    lines,
    lineOf: async (line, quote) => {
      const wanted = lastShown(quote, shown);
      if (wanted === null) return 'nowhere';
      const isThere = line >= 1 && line <= lines.length && shown(lines[line - 1] ?? '') === wanted;
      if (isThere && commentable.has(line)) return line;
      const others = (await (byText ??= index())).get(wanted) ?? [];
      const [only] = others;
      if (only !== undefined && others.length === 1) return only;
      return isThere ? 'outside' : 'nowhere';
    },
  };
}

/** The last line of a quote that says something. */
function lastShown(quote: string, shown: (text: string) => string): string | null {
  for (const line of quote.slice(-LONGEST_QUOTE).split('\n').toReversed()) {
    if (line.trim() !== '') return shown(line) || null;
  }
  return null;
}

const LONGEST_QUOTE = 20_000;
