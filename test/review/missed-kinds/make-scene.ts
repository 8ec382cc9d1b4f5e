import { diffAtOnce } from '../../diff/diff-at-once.js';
import type { ChangedFile } from '../../../src/review/types.js';
import { sampleFile } from '../sample-change.js';
import type { Edit, MissedFault } from './missed-fault.js';

export interface Place {
  path: string;
  line: number;
}

/** One head of a row, as a change of its repository. */
export interface Scene {
  row: MissedFault;
  /** Of the row in the table. */
  index: number;
  /** What stands in the repository at the head, by path. */
  head: Record<string, string>;
  files: ChangedFile[];
  /** Of the line that is doubted. */
  doubted: Place;
  /** Of the line that excludes the doubt; null: it is not there, and the fault is. */
  excludedAt: Place | null;
}

/** The change with its fault, or the same with what makes it right. Throws where the row does not fit itself. */
export function makeScene(row: MissedFault, index: number, what: 'planted' | 'near miss'): Scene {
  const base: Record<string, string> = { ...row.beside, [row.path]: row.before };
  const head = [...row.planted, ...(what === 'planted' ? [] : row.nearMiss)].reduce(
    (texts, edit) => edited(texts, edit, row.path),
    base,
  );
  const files = Object.keys(head)
    .filter((path) => head[path] !== base[path])
    .map((path) => sampleFile(path, { hunks: diffAtOnce(base[path] ?? '', head[path] ?? '') }));
  const [doubted, ...twice] = placesOf(row.fault.quote, { [row.path]: head[row.path] ?? '' });
  const excluding = placesOf(row.excludedBy, head);
  if (doubted === undefined || twice.length > 0) throw new Error(`${row.name}: the quote must stand once`);
  if (excluding.length !== (what === 'planted' ? 0 : 1))
    throw new Error(`${row.name}: what excludes it stands elsewhere`);
  return { row, index, head, files, doubted, excludedAt: excluding[0] ?? null };
}

function edited(texts: Record<string, string>, [from, to, path]: Edit, own: string): Record<string, string> {
  const where = path ?? own;
  const [before = '', after, ...more] = (texts[where] ?? '').split(from);
  if (after === undefined || more.length > 0) throw new Error(`${where}: ${JSON.stringify(from)} must stand once`);
  return { ...texts, [where]: `${before}${to}${after}` };
}

function placesOf(wanted: string, texts: Record<string, string>): Place[] {
  return Object.entries(texts).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, at) => (line.trim() === wanted ? [{ path, line: at + 1 }] : [])),
  );
}
