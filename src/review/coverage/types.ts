/** What a coverage report says of one file. */
export interface FileCoverage {
  /** As the report writes it, with slashes. */
  path: string;
  /** How often each line that can run did; null: the report counts lines without naming them. */
  hits: ReadonlyMap<number, number> | null;
  /** Lines that can run, and those that did. */
  total: number;
  covered: number;
}

/** A file that CI uploaded. Untrusted. */
export interface CoverageReport {
  /** As it is called in messages. */
  path: string;
  /** Its text, asked for when it is its turn; a reason: it could not be read. */
  read(): Promise<string | { reason: string }>;
}

/**
 * Takes a report apart: `parseReport`, on a thread where texts of strangers are read. `names` are those of the files
 * that are asked about, without folders: of others nothing need come back.
 */
export type ParseCoverage = (
  path: string,
  text: string,
  names: readonly string[],
) => Promise<FileCoverage[] | { reason: string }>;

/** More than that is no report of one change's repository. */
export const REPORT_BOUNDS = { characters: 5 * 1024 * 1024, files: 50_000, lines: 3_000_000 } as const;
