import { isTestPath } from '../analyzers/test-path.js';
import { splitFile } from './split-file.js';
import type { ChangedFile } from '../types.js';

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

/** Files that are never parted: a source with its tests, or a piece of a file that is too large. */
interface Unit {
  files: ChangedFile[];
  tokens: number;
}

/** One folder is a weaker bond than an import, and a stronger one than a file that everybody imports. */
const FOLDER_BOND = 0.05;

/**
 * Cuts a change into chunks within a budget: a test stays with what it tests, files that import each other stay
 * together as far as the budget goes, then neighbours of one folder; the riskiest (the order given) come first. A file
 * larger than a chunk is cut between its hunks, a hunk larger than that between its lines. Every file is in the chunks,
 * or named in `leftOut`, or, where a piece of it found no place, both. Pure.
 */
export function planChunks(files: readonly ChangedFile[], limits: ChunkLimits): PlannedChunks {
  const tooLarge: PlannedChunks['leftOut'] = [];
  const units = unitsOf(files, limits, tooLarge);
  const clusters = clustersOf(units, limits);
  const packed = pack(clusters, limits.tokensPerChunk);
  const kept = packed.slice(0, limits.mostChunks);
  return {
    chunks: kept.map((chunk) => ({ files: inOrder(files, chunk.files) })),
    leftOut: [...tooLarge, ...overBudget(files, kept, packed.slice(limits.mostChunks))],
  };
}

function unitsOf(files: readonly ChangedFile[], limits: ChunkLimits, leftOut: PlannedChunks['leftOut']): Unit[] {
  const { tokensOf, tokensPerChunk } = limits;
  const units: Unit[] = [];
  const home = new Map<string, Unit>();
  const subjects = subjectsOf(files);
  const subjectOf = (path: string) => subjects.get(path) ?? path;
  for (const file of files) {
    const tokens = tokensOf(file);
    const known = home.get(subjectOf(file.path));
    if (known && known.tokens + tokens <= tokensPerChunk) {
      known.files.push(file);
      known.tokens += tokens;
    } else if (tokens <= tokensPerChunk) {
      const unit = { files: [file], tokens };
      units.push(unit);
      if (!known) home.set(subjectOf(file.path), unit);
    } else {
      const { parts, lost } = splitFile(file, limits);
      units.push(...parts.map((part) => ({ files: [part], tokens: tokensOf(part) })));
      if (lost !== null) leftOut.push({ path: file.path, reason: lost });
    }
  }
  return units;
}

/** The changed file that each changed test is about: the one of its name whose folders are most alike. */
function subjectsOf(files: readonly ChangedFile[]): Map<string, string> {
  const sources = new Map<string, string[]>();
  for (const { path } of files) {
    if (!isTestPath(path)) sources.set(nameOf(path), [...(sources.get(nameOf(path)) ?? []), path]);
  }
  const subjects = new Map<string, string>();
  for (const { path } of files) {
    const candidates = isTestPath(path) ? (sources.get(nameOf(path)) ?? []) : [];
    const [best] = candidates.toSorted((a, b) => alike(b, path) - alike(a, path));
    if (best !== undefined) subjects.set(path, best);
  }
  return subjects;
}

/** Name without ending and without the marks of a test: `total.test.ts`, `test_total.py`, `TotalTest.java`. */
function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  return name.replace(/[._-](?:test|tests|spec)$|(?<=[a-z\d])(?:Test|Tests|Spec)$|^test_/, '');
}

function alike(a: string, b: string): number {
  const folders = new Set(folderOf(a).split('/'));
  return folderOf(b)
    .split('/')
    .filter((folder) => folders.has(folder)).length;
}

/** Grows one cluster after the other from the riskiest unit that is left, always by what is bound to it most. */
function clustersOf(units: readonly Unit[], { links, tokensPerChunk }: ChunkLimits): Unit[] {
  const bonds = bondsOf(units, links);
  const folders = new Map<string, Unit[]>();
  for (const unit of units) {
    for (const folder of new Set(unit.files.map(({ path }) => folderOf(path))))
      folders.set(folder, [...(folders.get(folder) ?? []), unit]);
  }
  const left = new Set(units);
  const clusters: Unit[] = [];
  for (const seed of units) {
    if (!left.delete(seed)) continue;
    const cluster: Unit = { files: [], tokens: 0 };
    const pull = new Map<Unit, number>();
    const near = new Set<Unit>();
    for (let next: Unit | undefined = seed; next; next = strongest(units, left, pull, near, cluster, tokensPerChunk)) {
      left.delete(next);
      cluster.files.push(...next.files);
      cluster.tokens += next.tokens;
      for (const [unit, bond] of bonds.get(next) ?? []) pull.set(unit, (pull.get(unit) ?? 0) + bond);
      for (const { path } of next.files) for (const unit of folders.get(folderOf(path)) ?? []) near.add(unit);
    }
    clusters.push(cluster);
  }
  return clusters;
}

/** An import of a file that many import binds less than one between two files. */
function bondsOf(units: readonly Unit[], links: ChunkLimits['links']): Map<Unit, Map<Unit, number>> {
  const homes = new Map<string, Unit[]>();
  for (const unit of units) for (const { path } of unit.files) homes.set(path, [...(homes.get(path) ?? []), unit]);
  const degree = new Map<string, number>();
  for (const path of links.flat()) degree.set(path, (degree.get(path) ?? 0) + 1);
  const bonds = new Map<Unit, Map<Unit, number>>();
  const bind = (a: Unit, b: Unit, weight: number): void => {
    const known = bonds.get(a) ?? new Map<Unit, number>();
    bonds.set(a, known.set(b, (known.get(b) ?? 0) + weight));
  };
  for (const [a, b] of links) {
    const weight = 1 / Math.max(degree.get(a) ?? 1, degree.get(b) ?? 1);
    for (const one of homes.get(a) ?? []) {
      for (const other of homes.get(b) ?? []) {
        if (one === other) continue;
        bind(one, other, weight);
        bind(other, one, weight);
      }
    }
  }
  return bonds;
}

function strongest(
  units: readonly Unit[],
  left: ReadonlySet<Unit>,
  pull: ReadonlyMap<Unit, number>,
  near: ReadonlySet<Unit>,
  cluster: Unit,
  budget: number,
): Unit | undefined {
  let best: Unit | undefined;
  let most = 0;
  for (const unit of units) {
    if (!left.has(unit) || cluster.tokens + unit.tokens > budget || sharesFile(cluster, unit)) continue;
    const strength = (pull.get(unit) ?? 0) + (near.has(unit) ? FOLDER_BOND : 0);
    if (strength > most) [best, most] = [unit, strength];
  }
  return best;
}

/** Clusters into as few chunks as fit, the riskiest first: a request for one small file would cost the whole overview. */
function pack(clusters: readonly Unit[], budget: number): Unit[] {
  const chunks: Unit[] = [];
  for (const cluster of clusters) {
    const room = chunks.find((chunk) => chunk.tokens + cluster.tokens <= budget && !sharesFile(chunk, cluster));
    if (room) {
      room.files.push(...cluster.files);
      room.tokens += cluster.tokens;
    } else chunks.push({ files: [...cluster.files], tokens: cluster.tokens });
  }
  return chunks;
}

function overBudget(
  files: readonly ChangedFile[],
  kept: readonly Unit[],
  over: readonly Unit[],
): PlannedChunks['leftOut'] {
  const read = new Set(kept.flatMap((chunk) => chunk.files.map(({ path }) => path)));
  const paths = new Set(over.flatMap((chunk) => chunk.files.map(({ path }) => path)));
  return files.flatMap(({ path }) => {
    if (!paths.has(path)) return [];
    const part = read.has(path) ? 'a part of it is ' : '';
    return [{ path, reason: `${part}over the budget of this review` }];
  });
}

function inOrder(files: readonly ChangedFile[], some: readonly ChangedFile[]): ChangedFile[] {
  const rank = new Map(files.map(({ path }, index) => [path, index]));
  return some.toSorted((a, b) => (rank.get(a.path) ?? 0) - (rank.get(b.path) ?? 0));
}

/** Two pieces of one file are asked about apart: a chunk knows a file once. */
function sharesFile(a: Unit, b: Unit): boolean {
  return a.files.some(({ path }) => b.files.some((other) => other.path === path));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
