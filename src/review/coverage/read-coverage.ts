import { nameOf, resolvePaths } from './resolve-paths.js';
import { parseCobertura } from './parse-cobertura.js';
import { parseLcov } from './parse-lcov.js';
import { parseSummary } from './parse-summary.js';
import { REPORT_BOUNDS, type CoverageReport, type FileCoverage, type ParseCoverage } from './types.js';

export interface Coverage {
  /** By path in the repository. */
  files: ReadonlyMap<string, FileCoverage>;
  /** Reports that could not be read, with the reason. */
  unread: { path: string; reason: string }[];
}

/**
 * Reads what the reports that CI uploaded say of files `asked`, one report after the other. `paths` are the files of the
 * repository: a report names them from some folder of the machine it ran on. A file in several reports counts by the one
 * that names its lines, and the more it covers the better. Throws what `read` and `parse` throw, and nothing for what a
 * report says.
 */
export async function readCoverage(
  reports: readonly CoverageReport[],
  { asked, paths }: { asked: readonly string[]; paths: readonly string[] },
  parse: ParseCoverage,
): Promise<Coverage> {
  const files = new Map<string, FileCoverage>();
  const unread: Coverage['unread'] = [];
  const names = [...new Set(asked.map(nameOf))];
  for (const report of reports) {
    const { path } = report;
    const text = await report.read();
    const parsed = typeof text === 'string' ? await parse(path, text, names) : text;
    if ('reason' in parsed) unread.push({ path, reason: parsed.reason });
    else
      for (const [own, file] of resolvePaths(parsed, paths)) {
        const known = files.get(own);
        files.set(own, known === undefined ? file : merged(known, file));
      }
  }
  return { files, unread };
}

/**
 * What a report says of files of these names, wherever they lie; told by its contents: lcov, Cobertura,
 * `coverage-summary.json`. A reason: it could not be read. Pure.
 */
export function parseReport(text: string, names: readonly string[]): FileCoverage[] | { reason: string } {
  const parsed = parse(text);
  if ('reason' in parsed) return parsed;
  const asked = new Set(names);
  return parsed.filter(({ path }) => asked.has(nameOf(path)));
}

function parse(text: string): FileCoverage[] | { reason: string } {
  if (text.length > REPORT_BOUNDS.characters) return { reason: 'it is too large' };
  const start = text.slice(0, 4096).trimStart();
  try {
    if (start.startsWith('{')) return parseSummary(text);
    if (start.startsWith('<')) return parseCobertura(text);
    if (/^(?:TN|SF):/m.test(start)) return parseLcov(text);
    return { reason: 'it is no lcov, Cobertura or coverage-summary.json' };
  } catch (error) {
    if (error instanceof RangeError) return { reason: error.message };
    // The words of JSON.parse quote what it read.
    if (error instanceof SyntaxError)
      return { reason: start.startsWith('{') ? 'it is no coverage summary' : error.message };
    throw error;
  }
}

/** Of two reports on one file: line by line where both name lines. */
function merged(one: FileCoverage, other: FileCoverage): FileCoverage {
  if (one.hits === null || other.hits === null) {
    if (one.hits !== null) return one;
    if (other.hits !== null) return other;
    return one.covered * other.total >= other.covered * one.total ? one : other;
  }
  const hits = new Map(one.hits);
  for (const [line, count] of other.hits) hits.set(line, Math.max(hits.get(line) ?? 0, count));
  let covered = 0;
  for (const count of hits.values()) if (count > 0) covered += 1;
  return { path: one.path, hits, total: hits.size, covered };
}
