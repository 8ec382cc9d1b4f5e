import { collectLines } from './file-lines.js';
import { readTags } from './read-tags.js';
import type { FileCoverage } from './types.js';

const MOST_SOURCES = 20;

/**
 * Reads Cobertura's XML: `<class filename>` with `<line number hits>`, below folders that `<source>` names
 * (https://github.com/cobertura/web/blob/master/htdocs/xml/coverage-04.dtd). A path below several sources is given as it
 * stands: which of them is meant shows in the repository. Throws SyntaxError for what is no such XML or defines
 * entities, RangeError as `collectLines`.
 */
export function parseCobertura(text: string): FileCoverage[] {
  const collected = collectLines();
  const sources: string[] = [];
  let isCoverage = false;
  let path: string | null = null;
  for (const { name, kind, attributes, after } of readTags(text)) {
    if (name === 'coverage') isCoverage = true;
    else if (name === 'source' && kind === 'open' && sources.length < MOST_SOURCES) sources.push(after.trim());
    else if (name === 'class') path = kind === 'open' ? (attributes().get('filename') ?? null) : null;
    else if (name === 'line' && kind !== 'close' && path !== null) {
      const { line, hits } = lineOf(attributes());
      collected.add(path, line, hits);
    }
  }
  if (!isCoverage) throw new SyntaxError('it is no coverage report');
  const [source] = sources;
  const below = sources.length === 1 && source !== undefined && source !== '' && source !== '.' ? source : null;
  return collected
    .files()
    .map((file) =>
      below === null || isAbsolute(file.path) ? file : { ...file, path: `${below.replace(/[/\\]$/, '')}/${file.path}` },
    );
}

function lineOf(attributes: ReadonlyMap<string, string>): { line: number; hits: number } {
  return { line: Number(attributes.get('number') ?? NaN), hits: Number(attributes.get('hits') ?? NaN) };
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || /^[a-z]:/i.test(path);
}
