import { sentencesOf } from '../words/sentences-of.js';
import { commandsOf, entryPointsOf, manifestOf } from './read-manifest.js';
import { languagesOf, packageManagerOf } from './read-languages.js';
import { quoteLines } from './quoted-lines.js';
import type { MapDocument, MapEntry, MapMaterial } from './types.js';

const RULE_DOCUMENTS = /(?:^|\/)(?:AGENTS|CLAUDE|REVIEW|CONTRIBUTING)\.md$/;
const SAYS_HOW = /\b(?:must|never|always|avoid|do not|don't)\b|^\W*(?:prefer|use|keep|write)\b/i;
/** What somebody may do is no convention. */
const OFFERS = /\b(?:optional(?:ly)?|if you|you (?:can|may|could|might)|feel free|don't (?:hesitate|worry|know))\b/i;
const MOST_RULES = 3;
const LONGEST_RULE = 160;
const MOST_FOLDERS = 8;
const MOST_OWNERS = 6;

/**
 * What code can tell of a repository without a model: languages and package manager, folders and entry points, commands,
 * conventions in their authors' own words, owners. A part whose lines cannot be named is left out. `speaks` says that a
 * text is meant for a model or a reviewer: such sentences are no conventions. Pure.
 */
export function mapByCode(material: MapMaterial, speaks: (text: string) => boolean): MapEntry[] {
  return [
    stack(material),
    layout(material),
    commands(material),
    conventions(material, speaks),
    owners(material),
  ].flatMap((entry) => entry ?? []);
}

function stack({ documents, paths }: MapMaterial): MapEntry | null {
  const manifest = manifestOf(documents);
  const languages = languagesOf(paths);
  if (manifest === null || languages === '') return null;
  const manager = packageManagerOf(paths);
  const text = `Languages: ${languages}.${manager === null ? '' : ` Dependencies by ${manager}.`} Manifest: ${manifest.path}.`;
  return entryOf('stack', text, manifest.path, manifest.head);
}

function layout({ documents, paths }: MapMaterial): MapEntry | null {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const [folder = '', ...below] = path.split('/');
    if (below.length > 0 && !folder.startsWith('.')) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const folders = [...counts].toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b)).slice(0, MOST_FOLDERS);
  const entries = entryPointsOf(documents, paths);
  if (folders.length === 0 || entries === null) return null;
  const text = `Folders: ${folders.map(([folder, files]) => `${folder}/ (${files})`).join(', ')}. Entry points: ${entries.names.join(', ')}.`;
  return entryOf('layout', text, entries.path, entries.lines);
}

function commands({ documents }: MapMaterial): MapEntry | null {
  const found = commandsOf(documents);
  return found === null ? null : entryOf('commands', found.text, found.path, found.lines);
}

/** The first sentences that say how something is done, word for word, of the first document that has any. */
function conventions({ documents }: MapMaterial, speaks: (text: string) => boolean): MapEntry | null {
  for (const { path, text } of documents.filter((document) => RULE_DOCUMENTS.test(document.path))) {
    const rules = sentencesOf(text).filter(({ text: rule }) => isConvention(rule) && !speaks(rule));
    const [first] = rules;
    if (first === undefined) continue;
    const told = rules.slice(0, MOST_RULES).map(({ text: rule }) => rule.replace(/[.;]$/, ''));
    return entryOf('conventions', `${path} says: ${told.join('. ')}.`, path, { line: first.line, quote: first.text });
  }
  return null;
}

function isConvention(text: string): boolean {
  return text.length <= LONGEST_RULE && text.length > 10 && SAYS_HOW.test(text) && !OFFERS.test(text);
}

function owners({ documents }: MapMaterial): MapEntry | null {
  const file = documents.find(({ path }) => path.endsWith('CODEOWNERS'));
  if (file === undefined) return null;
  const lines = file.text.split(/\r\n?|\n/);
  const owned = lines.flatMap((line, index) => {
    const [pattern, ...who] = line
      .replace(/\s#.*$/, '')
      .trim()
      .split(/\s+/);
    return pattern && !pattern.startsWith('#') && who.length > 0 ? [{ line: index + 1, pattern, who }] : [];
  });
  const [first] = owned;
  if (first === undefined) return null;
  const told = owned.slice(0, MOST_OWNERS).map(({ pattern, who }) => `${pattern} ${who.join(' ')}`);
  const more = owned.length > told.length ? `; ${owned.length - told.length} more` : '';
  return entryOf('owners', `Owners: ${told.join('; ')}${more}.`, file.path, quoteOf(file, first.line));
}

function quoteOf({ text }: MapDocument, line: number) {
  return quoteLines(text, line, line);
}

function entryOf(
  part: MapEntry['part'],
  text: string,
  path: string,
  lines: { line: number; quote: string } | null,
): MapEntry | null {
  return lines === null ? null : { part, text, path, ...lines, confidence: 1 };
}
