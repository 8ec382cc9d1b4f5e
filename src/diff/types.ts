/** One line of a hunk. `text` is without its line end; a CR that belongs to the line stays in it. */
export interface DiffLine {
  kind: 'context' | 'added' | 'removed';
  /** 1-based line in the old file, null for an added line. */
  oldLine: number | null;
  /** 1-based line in the new file, null for a removed line. */
  newLine: number | null;
  text: string;
  /** The file ends after this line without a line feed. */
  noNewline: boolean;
}

export interface Hunk {
  oldStart: number;
  oldCount: number;
  newStart: number;
  newCount: number;
  /** Text after the second `@@`. */
  section: string;
  lines: DiffLine[];
}

export type FileStatus = 'added' | 'deleted' | 'modified' | 'renamed' | 'copied' | 'type-changed';

export interface FileDiff {
  /** Path in the new tree; for a deleted file, the path it had. */
  path: string;
  /** Path in the old tree where it differs (rename, copy), else null. */
  oldPath: string | null;
  status: FileStatus;
  /** Git modes such as `100644`; null where the diff does not say. */
  oldMode: string | null;
  newMode: string | null;
  binary: boolean;
  hunks: Hunk[];
}
