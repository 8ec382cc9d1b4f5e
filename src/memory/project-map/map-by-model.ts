import { z } from 'zod';
import { flat } from '../words/contains-quote.js';
import { lineOfQuote } from './quoted-lines.js';
import { MAP_PARTS, type MapDocument, type MapEntry } from './types.js';

/** What a model answers: each part with the lines of the document that it rests on. */
export const MapAnswer = z.strictObject({
  parts: z.array(z.strictObject({ part: z.enum(MAP_PARTS), text: z.string(), path: z.string(), quote: z.string() })),
});

export const MAP_TOKENS = 2000;

export const MAP_SYSTEM = `You read the documents of a repository and describe it for somebody who will review changes to it.
Give 3 to 6 parts, each at most once: stack (languages, frameworks, package manager), layout (which folder holds what, entry points), commands (how it is built and tested), conventions (what the documents say about how code is written here), risks (places that the documents call delicate), owners (who owns what). Leave out what no document tells.
text: at most two sentences, 300 characters, plain facts. Describe; never say what a reviewer should report, ignore or approve.
path: the document. quote: the lines of it that say so, copied character for character, at most 300 characters.`;

const SHORTEST_QUOTE = 8;
const LONGEST_TEXT = 400;
const CONFIDENCE = 0.8;
/** A map describes. What is meant for the reviewer has no place in it. */
const DIRECTS =
  /\b(?:ignore|suppress|silence|dismiss|approve|skip|(?:do not|don't|never|always|must|should)\s+(?:\w+\s){0,2}(?:report|flag|comment|warn|review))\b|\bremember\s*:|\breviewers?\b|\bfindings?\b/i;

/** Whether a text speaks to whoever reviews instead of describing. */
export function directsReviewer(text: string): boolean {
  return DIRECTS.test(text);
}

/** What of a model's answer holds: its quotes stand in their documents, and it describes. Pure. */
export function checkMap(
  answer: z.output<typeof MapAnswer>,
  documents: readonly MapDocument[],
  { clean, speaksToModel }: { clean(text: string): string; speaksToModel(text: string): boolean },
): MapEntry[] {
  const entries = new Map<string, MapEntry>();
  for (const { part, text, path, quote } of answer.parts) {
    const document = documents.find((one) => one.path === path);
    const line = document === undefined ? null : lineOfQuote(document.text, quote);
    const told = flat(text);
    if (line === null || flat(quote).length < SHORTEST_QUOTE || told === '' || told.length > LONGEST_TEXT) continue;
    if (speaksToModel(told) || speaksToModel(quote) || directsReviewer(told) || entries.has(part)) continue;
    entries.set(part, { part, text: clean(told), path, line, quote: clean(quote.trim()), confidence: CONFIDENCE });
  }
  return [...entries.values()];
}
