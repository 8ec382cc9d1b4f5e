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
  paths: Set<string>;
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
      join(known, unitOf([file], tokens));
    } else if (tokens <= tokensPerChunk) {
      const unit = unitOf([file], tokens);
      units.push(unit);
      if (!known) home.set(subjectOf(file.path), unit);
    } else {
      const { parts, lost } = splitFile(file, limits);
      units.push(...parts.map((part) => unitOf([part], tokensOf(part))));
      if (lost !== null) leftOut.push({ path: file.path, reason: lost });
    }
  }
  return units;
}

/** The changed file that each changed test is about: the one of its name whose folders are most alike. */
function subjectsOf(files: readonly ChangedFile[]): Map<string, string> {
  const sources = new Map<string, string[]>();
  for (const { path } of files) {
    if (isTestPath(path)) continue;
    const known = sources.get(nameOf(path));
    if (known) known.push(path);
    else sources.set(nameOf(path), [path]);
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
  const order = new Map(units.map((unit, index) => [unit, index]));
  const folders = new Map<string, Unit[]>();
  for (const unit of units) {
    for (const folder of new Set(unit.files.map(({ path }) => folderOf(path)))) add(folders, folder, unit);
  }
  const left = new Set(units);
  const clusters: Unit[] = [];
  for (const seed of units) {
    if (!left.delete(seed)) continue;
    const cluster = unitOf([], 0);
    const pull = new Map<Unit, number>();
    const near = new Map<string, Unit[]>();
    const fits = (unit: Unit) =>
      left.has(unit) && cluster.tokens + unit.tokens <= tokensPerChunk && !sharesFile(cluster, unit);
    for (let next: Unit | undefined = seed; next; next = strongest({ pull, near, order, fits })) {
      left.delete(next);
      pull.delete(next);
      join(cluster, next);
      for (const [unit, bond] of bonds.get(next) ?? []) pull.set(unit, (pull.get(unit) ?? 0) + bond);
      for (const { path } of next.files) {
        const folder = folderOf(path);
        if (!near.has(folder)) near.set(folder, [...(folders.get(folder) ?? [])].reverse());
      }
    }
    clusters.push(cluster);
  }
  return clusters;
}

interface Around {
  /** How strongly the cluster's imports pull at a unit. */
  pull: Map<Unit, number>;
  /** Units of each of the cluster's folders, the next one last. */
  near: ReadonlyMap<string, Unit[]>;
  order: ReadonlyMap<Unit, number>;
  fits(unit: Unit): boolean;
}

/**
 * The unit that is bound most; of equal ones the riskiest. What does not fit now never will, because a cluster only
 * grows: it is put away, so that no unit is looked at again and again.
 */
function strongest({ pull, near, order, fits }: Around): Unit | undefined {
  let best: Unit | undefined;
  let most = 0;
  const look = (unit: Unit, strength: number) => {
    const earlier = strength === most && best !== undefined && (order.get(unit) ?? 0) < (order.get(best) ?? 0);
    if (strength > most || earlier) [best, most] = [unit, strength];
  };
  for (const [unit, strength] of pull) {
    if (!fits(unit)) pull.delete(unit);
    else look(unit, strength + (unit.files.some(({ path }) => near.has(folderOf(path))) ? FOLDER_BOND : 0));
  }
  for (const units of near.values()) {
    let next = units.at(-1);
    while (next && !fits(next)) {
      units.pop();
      next = units.at(-1);
    }
    if (next && !pull.has(next)) look(next, FOLDER_BOND);
  }
  return best;
}

/** An import of a file that many import binds less than one between two files. */
function bondsOf(units: readonly Unit[], links: ChunkLimits['links']): Map<Unit, Map<Unit, number>> {
  const homes = new Map<string, Unit[]>();
  for (const unit of units) for (const path of unit.paths) add(homes, path, unit);
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

/** Clusters into as few chunks as fit, the riskiest first: a request for one small file would cost the whole overview. */
function pack(clusters: readonly Unit[], budget: number): Unit[] {
  const chunks: Unit[] = [];
  for (const cluster of clusters) {
    const room = chunks.find((chunk) => chunk.tokens + cluster.tokens <= budget && !sharesFile(chunk, cluster));
    if (room) join(room, cluster);
    else chunks.push(join(unitOf([], 0), cluster));
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
  for (const path of b.paths) if (a.paths.has(path)) return true;
  return false;
}

function unitOf(files: ChangedFile[], tokens: number): Unit {
  return { files, paths: new Set(files.map(({ path }) => path)), tokens };
}

function join(unit: Unit, other: Unit): Unit {
  unit.files.push(...other.files);
  for (const path of other.paths) unit.paths.add(path);
  unit.tokens += other.tokens;
  return unit;
}

function add<Key>(lists: Map<Key, Unit[]>, key: Key, unit: Unit): void {
  const known = lists.get(key);
  if (known) known.push(unit);
  else lists.set(key, [unit]);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
