import { createPauses } from '../turns/create-pauses.js';
import { cutLine } from '../review/verify/diff-text.js';
import { showInvisible } from '../review/verify/show-invisible.js';
import { cutText } from '../words/cut-text.js';

/** What the model says an answer rests on. */
export interface Citation {
  path: string;
  /** 1-based, in the head. */
  line: number;
  quote: string;
}

export interface VerifiedCitations {
  proven: { path: string; line: number }[];
  /** One sentence for each citation that does not hold, for the model. */
  wrong: string[];
}

export interface CitedFiles {
  /** The head text of a path, or null. */
  readText(path: string): Promise<string | null>;
  /** Masks secrets: the model saw the masked text and can only quote that. */
  clean(text: string): string;
}

const MOST = 8;
const SHORTEST_QUOTE = 3;
const LONGEST_QUOTE = 2000;
const NEAR_LINES = 3;

/**
 * Tells the citations that hold, each at the line where its quote really stands, from those that do not (proof or
 * silence). A line number that is off is put right where the quote stands within three lines of it, or in no other line
 * of the file. Of more than eight citations the first eight count.
 */
export async function verifyCitations(citations: readonly Citation[], files: CitedFiles): Promise<VerifiedCitations> {
  const proven = new Map<string, { path: string; line: number }>();
  const wrong: string[] = [];
  for (const citation of citations.slice(0, MOST)) {
    const place = await placeOf(citation, files);
    const name = `${JSON.stringify(cutText(citation.path, 200))}, line ${citation.line}`;
    if (typeof place === 'string') wrong.push(`${name}: ${place}.`);
    else proven.set(`${citation.path}:${place}`, { path: citation.path, line: place });
  }
  return { proven: [...proven.values()], wrong };
}

/** The line where the quote stands, or why it proves nothing. */
async function placeOf({ path, line, quote }: Citation, { readText, clean }: CitedFiles): Promise<number | string> {
  const wanted = normalise(
    quote
      .slice(0, LONGEST_QUOTE)
      .split('\n')
      .find((each) => each.trim() !== '') ?? '',
  );
  if (wanted.length < SHORTEST_QUOTE) return 'the quote is too short to prove anything';
  const text = await readText(path);
  if (text === null) return 'there is no such file in this repository';
  const lines = text.split('\n');
  const found = await placesOf(wanted, lines, (each) => each);
  const places =
    found.length > 0 ? found : await placesOf(wanted, lines, (each) => showInvisible(clean(cutLine(each))));
  const nearest = places.reduce<number | undefined>(
    (best, one) => (best === undefined || Math.abs(one - line) < Math.abs(best - line) ? one : best),
    undefined,
  );
  if (nearest === undefined) return 'the quote stands nowhere in this file';
  if (places.length === 1 || Math.abs(nearest - line) <= NEAR_LINES) return nearest;
  return `the quote does not stand there, but at ${places.length} other lines, such as ${nearest}`;
}

async function placesOf(wanted: string, lines: readonly string[], shown: (line: string) => string): Promise<number[]> {
  const places: number[] = [];
  const pause = createPauses();
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '' && normalise(shown(line)).includes(wanted)) places.push(index + 1);
    const due = pause();
    if (due) await due;
  }
  return places;
}

function normalise(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
