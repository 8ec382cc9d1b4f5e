import type { ChangedFile } from '../../../review/types.js';
import type { MeasuredFunction, MeasureRequest } from '../../../syntax/measure-functions.js';
import type { CoverageReport, ParseCoverage } from '../../../review/coverage/types.js';

/** A changed file. */
export interface QualityFile extends Pick<ChangedFile, 'path' | 'status' | 'hunks'> {
  /** Why its diff is not known; null: it is. */
  unread: string | null;
  /** Its text at the head, asked for only when it is needed; null: it could not be read. */
  read(): Promise<string | null>;
}

export interface QualityChange {
  files: readonly QualityFile[];
  /** All files of the repository at the head. */
  paths: readonly string[];
  /** What CI uploaded; none: nothing is said of coverage. */
  coverage: readonly CoverageReport[];
  parseCoverage: ParseCoverage;
}

/**
 * Measures the functions of one text: `measureFunctions`, on a thread with a deadline where texts of strangers are
 * measured. A reason in place of functions: it could not.
 */
export type Measure = (path: string, source: MeasureRequest) => Promise<MeasuredFunction[] | { reason: string }>;

export type GateName = 'complexity' | 'function_length' | 'file_length' | 'tests' | 'coverage';

export interface Place {
  path: string;
  /** 1-based; null: the file as a whole. */
  line: number | null;
  what: string;
}

export interface Gate {
  name: GateName;
  passed: boolean;
  /** The worst that was found: a highest number, how many files, or per cent. Null: there was nothing to measure. */
  value: number | null;
  limit: number;
  /** Where the limit is passed, the worst first, at most 50. */
  places: Place[];
}

export interface QualityAnswer {
  /** No gate says otherwise; what was not measured stands in `unread`. */
  passed: boolean;
  /** One for each threshold that is set; `coverage` only if there is a report. */
  gates: Gate[];
  /** Changed source files that were not measured, with the reason. */
  unread: { path: string; reason: string }[];
}

/** A changed source file that somebody wrote, and what of it the change touches; its text is let go. */
export interface SourceFile extends Pick<QualityFile, 'path' | 'hunks'> {
  /** Lines that the change added. */
  added: ReadonlySet<number>;
  lines: number;
  /** Functions that the change touches; null: they could not be measured. */
  touched: TouchedFunction[] | null;
}

export interface TouchedFunction extends MeasuredFunction {
  /** Whether the change touches it outside of the functions that stand in it. */
  itself: boolean;
}
