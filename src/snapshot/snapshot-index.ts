import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Omitted } from './types.js';

const Head = z.object({
  sha: z.string(),
  omitted: z.array(
    z.object({
      path: z.string(),
      reason: z.string(),
      isLink: z.boolean().optional(),
      size: z.number().optional(),
      files: z.number().optional(),
    }),
  ),
  /** Rows that follow, so that a file that was cut is known. */
  files: z.number(),
});

/** What lies beside the contents: where in the one file each path begins. */
export interface SnapshotIndex {
  sha: string;
  files: { path: string; size: number; offset: number }[];
  omitted: Omitted[];
}

/** Rows that are written or read before others have their turn: a repository may have a hundred thousand files. */
const SLICE = 2000;

/** The index as text: a line about the whole, then one line a file, `[path,size,offset]`. */
export async function formatIndex({ sha, files, omitted }: SnapshotIndex): Promise<string> {
  const parts = [JSON.stringify({ sha, omitted, files: files.length })];
  for (let from = 0; from < files.length; from += SLICE) {
    const slice = files.slice(from, from + SLICE);
    parts.push(slice.map(({ path, size, offset }) => JSON.stringify([path, size, offset])).join('\n'));
    await nextTurn();
  }
  return parts.join('\n');
}

/** The index that a text holds; null if it holds none, because a crash or a full disk cut it or it has another form. */
export async function parseIndex(text: string): Promise<SnapshotIndex | null> {
  const end = text.indexOf('\n');
  const head = Head.safeParse(parseJson(end === -1 ? text : text.slice(0, end)));
  if (!head.success) return null;
  const files: SnapshotIndex['files'] = [];
  for (let from = end === -1 ? text.length : end + 1; from < text.length;) {
    const stop = text.indexOf('\n', from);
    const row = parseJson(text.slice(from, stop === -1 ? text.length : stop));
    if (!isRow(row)) return null;
    const [path, size, offset] = row;
    files.push({ path, size, offset });
    from = stop === -1 ? text.length : stop + 1;
    if (files.length % SLICE === 0) await nextTurn();
  }
  const { sha, omitted } = head.data;
  return files.length === head.data.files ? { sha, files, omitted } : null;
}

/** By hand, because a schema takes longer for each row than reading it. */
function isRow(row: unknown): row is [string, number, number] {
  return Array.isArray(row) && typeof row[0] === 'string' && isSize(row[1]) && isSize(row[2]);
}

function isSize(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no index; it is refused like any other wrong one.
    return null;
  }
}
