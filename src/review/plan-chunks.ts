import type { ChangedFile } from './types.js';

export interface ChunkLimits {
  /** Estimated tokens of a file's diff. */
  tokensOf(file: ChangedFile): number;
  tokensPerChunk: number;
  mostChunks: number;
  /** Pairs of changed files of which one imports the other. */
  links: readonly (readonly [string, string])[];
}

export interface PlannedChunks {
  chunks: { files: ChangedFile[] }[];
  leftOut: { path: string; reason: string }[];
}

/**
 * Cuts a change into chunks within a budget: files that import each other stay together, a test stays with what it
 * tests, then neighbours of one folder; the riskiest (the order given) come first. A file larger than a chunk is cut
 * between its hunks. What does not fit is left out and named. Pure.
 */
export function planChunks(files: readonly ChangedFile[], limits: ChunkLimits): PlannedChunks {
  const leftOut: PlannedChunks['leftOut'] = [];
  const open: { files: ChangedFile[]; tokens: number }[] = [];
  for (const group of groupsOf(files, limits.links)) {
    for (const piece of piecesOf(group, limits, leftOut)) {
      const tokens = piece.reduce((sum, file) => sum + limits.tokensOf(file), 0);
      const room = open.filter(
        (chunk) => chunk.tokens + tokens <= limits.tokensPerChunk && !sharesFile(chunk.files, piece),
      );
      const home =
        room.find((chunk) =>
          chunk.files.some((one) => piece.some((other) => folderOf(one.path) === folderOf(other.path))),
        ) ?? room.at(-1);
      if (home) {
        home.files.push(...piece);
        home.tokens += tokens;
      } else open.push({ files: piece, tokens });
    }
  }
  for (const { files: extra } of open.slice(limits.mostChunks)) {
    for (const { path } of extra) leftOut.push({ path, reason: 'over the budget of this review' });
  }
  return { chunks: open.slice(0, limits.mostChunks).map((chunk) => ({ files: chunk.files })), leftOut };
}

/** Files that belong together, each group in the place of its riskiest file. */
function groupsOf(files: readonly ChangedFile[], links: ChunkLimits['links']): ChangedFile[][] {
  const leader = new Map(files.map(({ path }) => [path, path]));
  const find = (path: string): string => {
    const up = leader.get(path) ?? path;
    return up === path ? path : find(up);
  };
  const join = (a: string, b: string): void => {
    if (leader.has(a) && leader.has(b)) leader.set(find(b), find(a));
  };
  for (const [a, b] of links) join(a, b);
  const bySubject = new Map<string, string>();
  for (const { path } of files) {
    const subject = subjectOf(path);
    const other = bySubject.get(subject);
    if (other === undefined) bySubject.set(subject, path);
    else join(other, path);
  }
  const groups = new Map<string, ChangedFile[]>();
  for (const file of files) groups.set(find(file.path), [...(groups.get(find(file.path)) ?? []), file]);
  return [...groups.values()];
}

/** A group in runs that each fit into a chunk; a file that does not fit alone, in runs of its hunks. */
function piecesOf(
  group: readonly ChangedFile[],
  limits: ChunkLimits,
  leftOut: PlannedChunks['leftOut'],
): ChangedFile[][] {
  const pieces: ChangedFile[][] = [];
  let run: ChangedFile[] = [];
  let size = 0;
  for (const file of group.flatMap((one) => partsOf(one, limits, leftOut))) {
    const tokens = limits.tokensOf(file);
    if (run.length > 0 && (size + tokens > limits.tokensPerChunk || sharesFile(run, [file]))) {
      pieces.push(run);
      [run, size] = [[], 0];
    }
    run.push(file);
    size += tokens;
  }
  if (run.length > 0) pieces.push(run);
  return pieces;
}

function partsOf(
  file: ChangedFile,
  { tokensOf, tokensPerChunk }: ChunkLimits,
  leftOut: PlannedChunks['leftOut'],
): ChangedFile[] {
  if (tokensOf(file) <= tokensPerChunk) return [file];
  const parts: ChangedFile[] = [];
  let left = 0;
  for (const hunk of file.hunks) {
    const last = parts.at(-1);
    const grown = last && { ...last, hunks: [...last.hunks, hunk] };
    if (tokensOf({ ...file, hunks: [hunk] }) > tokensPerChunk) left += 1;
    else if (last && grown && tokensOf(grown) <= tokensPerChunk) last.hunks = grown.hunks;
    else parts.push({ ...file, hunks: [hunk] });
  }
  if (left > 0)
    leftOut.push({
      path: file.path,
      reason: `${left} of ${file.hunks.length} pieces of its diff are too large for a request`,
    });
  return parts;
}

function sharesFile(a: readonly ChangedFile[], b: readonly ChangedFile[]): boolean {
  return a.some(({ path }) => b.some((other) => other.path === path));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** What a file is about: a test and its subject have the same name but for the marks of a test. */
function subjectOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  const bare = name.replace(/[._-](?:test|tests|spec)$|(?:Test|Tests|Spec)$|^test_/, '');
  return bare === name && /^(?:index|main|mod|__init__|init|types|utils?)$/i.test(name)
    ? path
    : `${bare} ${path.slice(path.lastIndexOf('.'))}`;
}
