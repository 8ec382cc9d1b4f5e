import { readCoverage } from '../../../review/coverage/read-coverage.js';
import type { FileCoverage } from '../../../review/coverage/types.js';
import type { Gate, Place, QualityChange, SourceFile } from './types.js';

/** Per cent of one file that tests run, and the lines that they do not. */
interface Covered {
  total: number;
  covered: number;
  places: Place[];
}

/**
 * How much of what the change adds its tests run: of the added lines that the report names, or, where a report names no
 * lines, of the files as a whole. A report that cannot be read fails the gate; added lines that no report names, such
 * as types, say nothing. Null: there is no report. Throws what reading and parsing reports throws.
 */
export async function coverageGate(
  sources: readonly SourceFile[],
  { files, paths, coverage, parseCoverage }: QualityChange,
  limit: number,
): Promise<Gate | null> {
  if (coverage.length === 0) return null;
  const changed = files.flatMap(({ path, status }) => (status === 'deleted' ? [] : [path]));
  const all = [...new Set([...paths, ...changed])];
  const read = await readCoverage(coverage, { asked: sources.map(({ path }) => path), paths: all }, parseCoverage);
  const found = sources.map((source) => coveredOf(source, read.files.get(source.path)));
  const total = found.reduce((sum, one) => sum + one.total, 0);
  const covered = found.reduce((sum, one) => sum + one.covered, 0);
  const unread = read.unread.map(({ path, reason }) => ({ path, line: null, what: `not read: ${reason}` }));
  const reached = total === 0 || covered * 100 >= limit * total;
  return {
    name: 'coverage',
    passed: reached && unread.length === 0,
    // Never up to the limit: 79.96 is not 80.
    value: total === 0 ? null : Math.floor((covered * 1000) / total) / 10,
    limit,
    places: [...unread, ...(reached ? [] : found.flatMap(({ places }) => places))],
  };
}

function coveredOf({ path, added }: SourceFile, file: FileCoverage | undefined): Covered {
  if (file === undefined || added.size === 0) return { total: 0, covered: 0, places: [] };
  const { hits } = file;
  if (hits === null) {
    const places =
      file.covered < file.total ? [{ path, line: null, what: `tests run ${file.covered} of ${file.total} lines` }] : [];
    return { total: file.total, covered: file.covered, places };
  }
  const known = [...added].filter((line) => hits.has(line)).toSorted((a, b) => a - b);
  const missed = known.filter((line) => hits.get(line) === 0);
  const places = runsOf(missed).map(({ from, to }) => ({
    path,
    line: from,
    what: from === to ? 'no test runs this line' : `no test runs lines ${from} to ${to}`,
  }));
  return { total: known.length, covered: known.length - missed.length, places };
}

/** Lines that follow each other, together. */
function runsOf(lines: readonly number[]): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last && last.to === line - 1) last.to = line;
    else runs.push({ from: line, to: line });
  }
  return runs;
}
