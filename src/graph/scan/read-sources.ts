import type { StoredSnapshot } from '../../snapshot/types.js';
import { languageOf } from '../../syntax/language-of.js';
import type { ExtractedFile, SourceFile } from '../symbols/thread/requests.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import type { FileNode } from '../types.js';
import type { LeftOutList } from './left-out.js';
import { LARGEST_FILE } from './read-files.js';

/** Of one request: others wait for its end. */
const MOST_FILES = 16;
const MOST_BYTES = 128 * 1024;
const LONGEST_REASON = 120;

export interface SourceReading {
  symbols: SymbolAsker;
  turn: number;
  snapshot: StoredSnapshot;
  leftOut: LeftOutList;
}

/** Whether symbols are looked for in a file: what is generated or of somebody else is not read. */
export function isSource({ path, lines, isGenerated }: FileNode): boolean {
  return lines !== null && !isGenerated && languageOf(path) !== null;
}

/**
 * Reads the symbols of these files of a snapshot, a few at a time; while one piece is taken in, the next one is read. A
 * file on which the thread breaks, or which takes too long, costs that file: it is told to `leftOut`. Throws
 * GraphUnavailableError when the process ends, and what the disk throws.
 */
export async function* readSources(
  reading: SourceReading,
  paths: ReadonlySet<string>,
): AsyncGenerator<readonly ExtractedFile[]> {
  let running: Promise<readonly ExtractedFile[]> | null = null;
  for await (const files of piecesOf(reading.snapshot, paths)) {
    const next = extract(reading, files);
    // Whoever stops before it is asked for does not ask for its error either.
    next.catch(() => undefined);
    if (running !== null) yield await running;
    running = next;
  }
  if (running !== null) yield await running;
}

async function* piecesOf(snapshot: StoredSnapshot, paths: ReadonlySet<string>): AsyncGenerator<SourceFile[]> {
  let files: SourceFile[] = [];
  let bytes = 0;
  for await (const file of contentsOf(snapshot, paths)) {
    files.push(file);
    bytes += file.bytes.length;
    if (files.length < MOST_FILES && bytes < MOST_BYTES) continue;
    yield files;
    files = [];
    bytes = 0;
  }
  if (files.length > 0) yield files;
}

/** A few are read one by one; for many the snapshot is read from its beginning to its end. */
async function* contentsOf(snapshot: StoredSnapshot, paths: ReadonlySet<string>): AsyncGenerator<SourceFile> {
  const source = (path: string, bytes: Buffer): SourceFile[] => {
    const language = languageOf(path);
    return language === null ? [] : [{ path, language, bytes: new Uint8Array(bytes) }];
  };
  if (paths.size * 10 < snapshot.list().length) {
    for (const path of paths) {
      const bytes = (snapshot.sizeOf(path) ?? Infinity) > LARGEST_FILE ? null : await snapshot.readFile(path);
      if (bytes !== null) yield* source(path, bytes);
    }
    return;
  }
  for await (const files of snapshot.readAll(LARGEST_FILE)) {
    for (const { path, bytes } of files) if (bytes !== null && paths.has(path)) yield* source(path, bytes);
  }
}

async function extract(
  { symbols, turn, snapshot, leftOut }: SourceReading,
  files: readonly SourceFile[],
): Promise<readonly ExtractedFile[]> {
  const answer = await symbols.ask(turn, { kind: 'extract', files });
  if (answer.kind === 'extracted') return answer.files;
  const [only] = files;
  if (files.length === 1 && only) {
    leftOut.add(`its symbols were not read: ${answer.reason.slice(0, LONGEST_REASON)}`, only.path);
    return [];
  }
  // Which of them it was shows when each is read alone; their bytes went over to the thread.
  const read: ExtractedFile[] = [];
  for (const { path, language } of files) {
    const bytes = await snapshot.readFile(path);
    if (bytes === null) continue;
    const alone = [{ path, language, bytes: new Uint8Array(bytes) }];
    read.push(...(await extract({ symbols, turn, snapshot, leftOut }, alone)));
  }
  return read;
}
