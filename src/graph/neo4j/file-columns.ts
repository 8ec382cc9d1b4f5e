import { fitsPath } from '../rows/fits-key.js';
import { storableText } from '../../words/storable-text.js';
import type { FileNode } from '../types.js';
import { firstOfEach } from './first-of-each.js';

/** What a scan says of a file, as it is stored. */
export interface FileRow {
  path: string;
  extension: string;
  language: string | null;
  size: number;
  lines: number | null;
  is_test: boolean;
  is_generated: boolean;
}

/** Files as they are stored, each path once. */
export function fileRows(files: readonly FileNode[]): FileRow[] {
  const rows = files
    .filter(({ path }) => fitsPath(path))
    .map((file) => ({
      path: storableText(file.path),
      extension: storableText(file.extension),
      language: file.language?.slice(0, 40) ?? null,
      size: file.size,
      lines: file.lines,
      is_test: file.isTest,
      is_generated: file.isGenerated,
    }));
  return firstOfEach(
    rows,
    ({ path }) => [path],
    () => 0,
  );
}

/** The parameters of statements over many files: a list for each property is half of what a map for each file takes. */
export function fileColumns(rows: readonly FileRow[]): Record<string, unknown[]> {
  return {
    paths: rows.map(({ path }) => path),
    extensions: rows.map(({ extension }) => extension),
    languages: rows.map(({ language }) => language),
    sizes: rows.map(({ size }) => size),
    lines: rows.map(({ lines }) => lines),
    tests: rows.map((row) => row.is_test),
    generated: rows.map((row) => row.is_generated),
  };
}
