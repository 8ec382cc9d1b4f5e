import { coverageGate } from './coverage-gate.js';
import { missingTests } from './missing-tests.js';
import { readSources } from './read-sources.js';
import type { QualityThresholds } from './thresholds.js';
import type { Gate, GateName, Measure, Place, QualityAnswer, QualityChange, SourceFile } from './types.js';

const MOST_PLACES = 50;

/**
 * Holds a change against thresholds, by its syntax trees, paths and the coverage that CI uploaded; nothing of the
 * repository is ever run. Tests, generated and vendored files are not measured, and of the others only functions that
 * the change touches and files that it makes longer: what was there before is not the fault of the change. Each text
 * is read when it is its turn, and let go. Throws what `measure` and reading throw.
 */
export async function checkQuality(
  change: QualityChange,
  thresholds: QualityThresholds,
  measure: Measure,
): Promise<QualityAnswer> {
  const { max_complexity, max_function_lines, max_file_lines, require_tests, min_coverage } = thresholds;
  if (!asksForTexts(thresholds)) return { passed: true, gates: [], unread: [] };
  const asksForTrees = max_complexity !== null || max_function_lines !== null || require_tests;
  const { sources, unread } = await readSources(change.files, asksForTrees ? measure : async () => []);
  const gates = [
    max_complexity === null ? null : highest('complexity', max_complexity, complexities(sources)),
    max_function_lines === null ? null : highest('function_length', max_function_lines, functionLengths(sources)),
    max_file_lines === null ? null : highest('file_length', max_file_lines, fileLengths(sources)),
    require_tests ? none('tests', await missingTests(sources, change.files, change.paths)) : null,
    min_coverage === null ? null : await coverageGate(sources, change, min_coverage),
  ]
    .filter((gate) => gate !== null)
    .map((gate) => ({ ...gate, places: gate.places.slice(0, MOST_PLACES) }));
  return { passed: gates.every(({ passed }) => passed), gates, unread };
}

/** Whether a threshold is set, so that the change has to be read. Pure. */
export function asksForTexts(thresholds: QualityThresholds): boolean {
  const { max_complexity, max_function_lines, max_file_lines, require_tests, min_coverage } = thresholds;
  return (
    require_tests || [max_complexity, max_function_lines, max_file_lines, min_coverage].some((one) => one !== null)
  );
}

interface Measured {
  value: number;
  place: Place;
}

function complexities(sources: readonly SourceFile[]): Measured[] {
  return sources.flatMap(({ path, touched }) =>
    (touched ?? [])
      .filter(({ itself }) => itself)
      .map(({ name, startLine, complexity }) => ({
        value: complexity,
        place: { path, line: startLine, what: `${named(name)} has a complexity of ${complexity}` },
      })),
  );
}

function functionLengths(sources: readonly SourceFile[]): Measured[] {
  return sources.flatMap(({ path, touched }) =>
    (touched ?? []).map(({ name, startLine, endLine }) => {
      const lines = endLine - startLine + 1;
      return { value: lines, place: { path, line: startLine, what: `${named(name)} has ${lines} lines` } };
    }),
  );
}

/** Of the files that grow: one that was too long before and gets shorter is on its way. */
function fileLengths(sources: readonly SourceFile[]): Measured[] {
  return sources
    .filter(({ added, hunks }) => {
      const removed = hunks.reduce((sum, { lines }) => sum + lines.filter(({ kind }) => kind === 'removed').length, 0);
      return added.size > removed;
    })
    .map(({ path, lines }) => ({ value: lines, place: { path, line: null, what: `the file has ${lines} lines` } }));
}

function highest(name: GateName, limit: number, measured: readonly Measured[]): Gate {
  const over = measured.filter(({ value }) => value > limit).toSorted((a, b) => b.value - a.value);
  const value = measured.reduce<number | null>((most, one) => Math.max(most ?? 0, one.value), null);
  return { name, passed: over.length === 0, value, limit, places: over.map(({ place }) => place) };
}

function none(name: GateName, places: Place[]): Gate {
  return { name, passed: places.length === 0, value: places.length, limit: 0, places };
}

function named(name: string | null): string {
  return name === null ? 'a function without a name' : `\`${name.replaceAll('`', "'")}\``;
}
