import { isTestPath } from '../../syntax/paths/test-path.js';
import { groupBy } from '../group-by.js';
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
/** Of one name that a test may be about. */
const MOST_CANDIDATES = 50;
/** Units bound to a cluster that are compared, those bound first before others. */
const MOST_BOUND = 200;
/** Of the budget of a chunk: what is left is for nobody. */
const FULL = 0.99;
/** Units of a folder that are tried for a place before the folder is given up. */
const MOST_NEIGHBOURS = 50;

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
  const paths = files.map(({ path }) => path);
  const sources = groupBy(
    paths.filter((path) => !isTestPath(path)),
    nameOf,
  );
  const subjects = new Map<string, string>();
  for (const path of paths) {
    if (!isTestPath(path)) continue;
    const candidates = (sources.get(nameOf(path)) ?? []).slice(0, MOST_CANDIDATES);
    const folders = new Set(folderOf(path).split('/'));
    let [best, most] = [candidates[0], -1];
    for (const candidate of candidates) {
      const alike = folderOf(candidate)
        .split('/')
        .filter((folder) => folders.has(folder)).length;
      if (alike > most) [best, most] = [candidate, alike];
    }
    if (best !== undefined) subjects.set(path, best);
  }
  return subjects;
}

/** Name without ending and without the marks of a test: `total.test.ts`, `test_total.py`, `TotalTest.java`. */
function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  return name.replace(/[._-](?:test|tests|spec)$|(?<=[a-z\d])(?:Test|Tests|Spec)$|^test_/, '');
}

/**
 * Grows one cluster after the other from the riskiest unit that is left, always by what is bound to it most. Only what
 * is bound to a cluster is looked at: by imports, or by the folder, whose units come in the order given.
 */
function clustersOf(units: readonly Unit[], { links, tokensPerChunk }: ChunkLimits): Unit[] {
  const bonds = bondsOf(units, links);
  const folders = new Map<string, Set<Unit>>();
  const home = (unit: Unit) => unit.files.map(({ path }) => folderOf(path));
  for (const unit of units) {
    for (const folder of home(unit)) folders.set(folder, (folders.get(folder) ?? new Set()).add(unit));
  }
  const order = new Map(units.map((unit, index) => [unit, index]));
  const left = new Set(units);
  const clusters: Unit[] = [];
  for (const seed of units) {
    if (!left.has(seed)) continue;
    const cluster: Unit = { files: [], tokens: 0 };
    const pull = new Map<Unit, number>();
    const near = new Set<string>();
    const held = new Set<string>();
    const fits = (unit: Unit) =>
      left.has(unit) &&
      cluster.tokens + unit.tokens <= tokensPerChunk &&
      !unit.files.some(({ path }) => held.has(path));
    for (let next: Unit | undefined = seed; next; next = strongest({ pull, near, folders, order, fits })) {
      left.delete(next);
      for (const folder of home(next)) {
        folders.get(folder)?.delete(next);
        near.add(folder);
      }
      cluster.files.push(...next.files);
      cluster.tokens += next.tokens;
      for (const { path } of next.files) held.add(path);
      for (const [unit, bond] of bonds.get(next) ?? []) pull.set(unit, (pull.get(unit) ?? 0) + bond);
    }
    clusters.push(cluster);
  }
  return clusters;
}

/** An import of a file that many import binds less than one between two files. */
function bondsOf(units: readonly Unit[], links: ChunkLimits['links']): Map<Unit, Map<Unit, number>> {
  const homes = new Map<string, Unit[]>();
  for (const unit of units) {
    for (const { path } of unit.files) {
      const known = homes.get(path);
      if (known) known.push(unit);
      else homes.set(path, [unit]);
    }
  }
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

interface Growing {
  pull: Map<Unit, number>;
  near: ReadonlySet<string>;
  /** Units that are left, by folder. */
  folders: ReadonlyMap<string, ReadonlySet<Unit>>;
  order: ReadonlyMap<Unit, number>;
  fits(unit: Unit): boolean;
}

/** The unit that is bound most; of equal ones the first. What no longer fits never will again and is forgotten. */
function strongest({ pull, near, folders, order, fits }: Growing): Unit | undefined {
  let best: Unit | undefined;
  let most = 0;
  const offer = (unit: Unit, strength: number) => {
    const isFirst = strength === most && best !== undefined && (order.get(unit) ?? 0) < (order.get(best) ?? 0);
    if (strength > most || isFirst) [best, most] = [unit, strength];
  };
  let bound = 0;
  for (const [unit, bond] of pull) {
    if (++bound > MOST_BOUND) break;
    if (!fits(unit)) pull.delete(unit);
    else offer(unit, bond + (unit.files.some(({ path }) => near.has(folderOf(path))) ? FOLDER_BOND : 0));
  }
  for (const folder of near) {
    let looked = 0;
    for (const unit of folders.get(folder) ?? []) {
      if (++looked > MOST_NEIGHBOURS) break;
      if (!fits(unit)) continue;
      offer(unit, (pull.get(unit) ?? 0) + FOLDER_BOND);
      break;
    }
  }
  return best;
}

/**
 * Clusters into as few chunks as fit, the riskiest first: a request for one small file would cost the whole overview.
 */
function pack(clusters: readonly Unit[], budget: number): Unit[] {
  const chunks: (Unit & { paths: Set<string> })[] = [];
  const open = new Set<(typeof chunks)[number]>();
  for (const { files, tokens } of clusters) {
    let room: (typeof chunks)[number] | undefined;
    for (const chunk of open) {
      if (chunk.tokens + tokens > budget || files.some(({ path }) => chunk.paths.has(path))) continue;
      room = chunk;
      break;
    }
    if (!room) {
      room = { files: [], tokens: 0, paths: new Set() };
      chunks.push(room);
      open.add(room);
    }
    room.files.push(...files);
    room.tokens += tokens;
    for (const { path } of files) room.paths.add(path);
    // A chunk that is all but full is asked no more: with many clusters nobody could wait for that.
    if (room.tokens > budget * FULL) open.delete(room);
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

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
