import { z } from 'zod';
import { REPORT_BOUNDS, type FileCoverage } from './types.js';

const Count = z.number().int().nonnegative();
const Entry = z.object({ lines: z.object({ total: Count, covered: Count }) });

/**
 * Reads `coverage-summary.json` of Istanbul: by path how many lines there are and how many ran, without saying which
 * (https://github.com/istanbuljs/istanbuljs, reporter `json-summary`). An entry of another shape is left out. Throws
 * SyntaxError for what is no JSON or no such file, RangeError for more files than any repository has.
 */
export function parseSummary(text: string): FileCoverage[] {
  const told: unknown = JSON.parse(text);
  const entries = Object.entries(z.record(z.string(), z.unknown()).safeParse(told).data ?? {});
  if (entries.length > REPORT_BOUNDS.files) throw new RangeError('it names too many files');
  const files = entries.flatMap(([path, value]) => {
    const entry = Entry.safeParse(value).data;
    if (entry === undefined) return [];
    const { total, covered } = entry.lines;
    return [{ path, hits: null, total, covered: Math.min(covered, total) }];
  });
  if (files.length === 0) throw new SyntaxError('it is no coverage summary');
  return files.filter(({ path }) => path !== 'total');
}
