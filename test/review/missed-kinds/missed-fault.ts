import type { Report } from '../../../src/review/ask/tools/report-finding.js';

/** What readers noted in their first turn, and then dropped without a word. */
export type MissedKind =
  | 'a check only in the client'
  | 'a value written back as value + 1'
  | 'an old fault that is carried along'
  | 'a test that is broken'
  | 'a fault for the next caller'
  | 'a sibling that was left behind'
  | 'an error path'
  | 'a guarantee that is gone'
  | 'empty taken for missing'
  | 'a unit, an order, a time zone';

/** Text that stands once in a file, and what stands there instead; of the row's own file where no path is given. */
export type Edit = readonly [from: string, to: string, path?: string];

/** A small change with a fault of a kind that was missed, and the same change with the line that makes it right. */
export interface MissedFault {
  name: string;
  kind: MissedKind;
  path: string;
  before: string;
  /** Other files of the repository, by path. */
  beside?: Readonly<Record<string, string>>;
  planted: readonly Edit[];
  /** Of a line that both heads have: where the fault is, and where it only seems to be. */
  fault: Pick<Report, 'quote' | 'category' | 'severity' | 'title'> & { doubt: string };
  /** On top of what is planted. */
  nearMiss: readonly Edit[];
  /** The line that excludes the fault; it stands in the near miss only. */
  excludedBy: string;
}
