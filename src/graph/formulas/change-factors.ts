import { DAY_MS } from './experts-of-change.js';

/**
 * The features of a change that Kamei et al., "A Large-Scale Empirical Study of Just-in-Time Quality Assurance", TSE
 * 2013, found to go with later faults. Not LT: how long a file was at the time of an earlier change is not kept. Not
 * REXP, which goes with EXP so closely that they leave it out, too. What is of the past is counted in as many changes
 * before each ("lately"), so that a change of today is not compared with one of which less of the past is known.
 */
export type Factor = 'NF' | 'NS' | 'ND' | 'ENTROPY' | 'LA' | 'LD' | 'FIX' | 'NDEV' | 'NUC' | 'AGE' | 'EXP' | 'SEXP';
/** Null: it is not known of this change. */
export type Factors = Record<Factor, number | null>;

/** A change by what the features are made of. */
export interface ComparedChange {
  /** Null: nobody knows. */
  author: string | null;
  at: Date;
  isFix: boolean;
  paths: readonly string[];
  /** Lines added and removed of each file, in any order. Null: they were not read, nor are the next two. */
  lines: readonly number[] | null;
  added: number | null;
  removed: number | null;
  /** False: it has more files than `paths` names. */
  isWhole: boolean;
}

/** The features of a change; `before`: the changes before it, newest first, null where they are not known. Pure. */
export function factorsOf(change: ComparedChange, before: readonly ComparedChange[] | null): Factors {
  const { paths, isWhole, isFix, added, removed } = change;
  const ofFiles = (value: number) => (isWhole ? value : null);
  return {
    NF: ofFiles(new Set(paths).size),
    NS: ofFiles(new Set(paths.map(subsystemOf)).size),
    ND: ofFiles(new Set(paths.map(folderOf)).size),
    ENTROPY: isWhole && change.lines !== null ? entropy(change.lines) : null,
    LA: added,
    LD: removed,
    FIX: Number(isFix),
    ...(before === null ? UNKNOWN_PAST : pastOf(change, before)),
  };
}

type OfPast = Pick<Factors, 'NDEV' | 'NUC' | 'AGE' | 'EXP' | 'SEXP'>;
const UNKNOWN_PAST: OfPast = { NDEV: null, NUC: null, AGE: null, EXP: null, SEXP: null };

function pastOf({ author, at, paths, isWhole }: ComparedChange, before: readonly ComparedChange[]): OfPast {
  const own = author === null ? null : before.filter((one) => one.author === author);
  if (!isWhole) return { ...UNKNOWN_PAST, EXP: own?.length ?? null };
  const files = new Set(paths);
  const subsystems = new Set(paths.map(subsystemOf));
  const near = before.filter((one) => one.paths.some((path) => subsystems.has(subsystemOf(path))));
  const changed = before.filter((one) => one.paths.some((path) => files.has(path)));
  const lastAt = new Map(
    changed
      .toReversed()
      .flatMap((one) => one.paths.filter((path) => files.has(path)).map((path) => [path, one.at] as const)),
  );
  const ages = [...files].flatMap((path) => {
    const last = lastAt.get(path);
    return last === undefined ? [] : [Math.max(0, at.getTime() - last.getTime()) / DAY_MS];
  });
  return {
    NDEV: new Set(changed.flatMap((one) => one.author ?? [])).size,
    NUC: changed.length,
    AGE: ages.length === 0 ? null : ages.reduce((sum, age) => sum + age, 0) / ages.length,
    EXP: own?.length ?? null,
    // Nobody can know what is new.
    SEXP: author === null || near.length === 0 ? null : near.filter((one) => one.author === author).length,
  };
}

/** −Σ p · log₂ p of the lines of each file among all. */
function entropy(lines: readonly number[]): number {
  const all = lines.reduce((sum, one) => sum + one, 0);
  return lines.reduce((sum, one) => (one === 0 ? sum : sum - (one / all) * Math.log2(one / all)), 0);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function subsystemOf(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf('/')));
}
