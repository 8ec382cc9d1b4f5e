import type { SentryEvent, SentryFrame } from './event-of.js';

export interface SuspectFrame {
  /** In the repository. */
  path: string;
  line: number | null;
  function: string | null;
  /** The type of the exception it belongs to. */
  exception: string | null;
}

interface Index {
  /** The one path of this name; null: there are several. */
  byName: ReadonlyMap<string, string | null>;
  /** Paths, as their parts from the end, by their folder and name: a large repository has one name a thousand times. */
  byFolder: ReadonlyMap<string, readonly string[][]>;
  /** Those in no folder. */
  roots: ReadonlySet<string>;
}

/** Folders of what others wrote. */
const FOREIGN = /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|\.cargo|gems)\//;

/**
 * Frames of an event that name files of a repository, the most relevant first: of every exception where it happened,
 * what was reported before its causes; then who called that, and so on. Frames of libraries are left out, and those that
 * fit several files equally well. `paths`: all files of the repository.
 */
export function suspectFrames(
  { exceptions }: Pick<SentryEvent, 'exceptions'>,
  paths: readonly string[],
): SuspectFrame[] {
  const index = indexOf(paths);
  const isMarked = exceptions.some(({ frames }) => frames.some(({ inApp }) => inApp === true));
  const isOwn = ({ inApp, file, absolutePath }: SentryFrame): boolean =>
    isMarked ? inApp === true : inApp !== false && !FOREIGN.test(slashed(absolutePath ?? file ?? ''));
  const ranked = exceptions.toReversed().flatMap(({ type, frames }, order) =>
    frames
      .filter(isOwn)
      .toReversed()
      .flatMap((frame) => {
        const path = pathOf(frame, index);
        return path === null ? [] : [{ path, line: frame.line, function: frame.function, exception: type }];
      })
      .map((suspect, depth) => ({ suspect, depth, order })),
  );
  const suspects = new Map<string, SuspectFrame>();
  for (const { suspect } of ranked.toSorted((a, b) => a.depth - b.depth || a.order - b.order)) {
    const key = JSON.stringify([suspect.path, suspect.line]);
    if (!suspects.has(key)) suspects.set(key, suspect);
  }
  return [...suspects.values()];
}

function indexOf(paths: readonly string[]): Index {
  const byName = new Map<string, string | null>();
  const byFolder = new Map<string, string[][]>();
  const roots = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').toReversed();
    const [name = '', folder] = parts;
    byName.set(name, byName.has(name) ? null : path);
    if (folder === undefined) roots.add(name);
    else {
      const same = byFolder.get(`${folder}/${name}`);
      if (same === undefined) byFolder.set(`${folder}/${name}`, [parts]);
      else same.push(parts);
    }
  }
  return { byName, byFolder, roots };
}

/** The file of the repository that a frame names; null: none, or which one cannot be told. */
function pathOf(frame: SentryFrame, index: Index): string | null {
  for (const named of namesOf(frame)) {
    const path = longestMatch(partsOf(named).toReversed(), index);
    if (path !== null) return path;
  }
  return null;
}

/** What a frame calls its file, the most telling first. */
function namesOf({ file, absolutePath, module }: SentryFrame): string[] {
  const names = [absolutePath, file].filter((name) => name !== null && name !== '') as string[];
  // Java names the class and the bare file: com.acme.pay.Retry$1 in Retry.java.
  const isBare = file !== null && /^[^/\\]+\.(?:java|kt|scala|groovy|clj)$/.test(file);
  const inPackage = isBare && module?.includes('.') ? [`${module.split('.').slice(0, -1).join('/')}/${file}`] : [];
  return [...inPackage, ...names.toSorted((a, b) => partsOf(b).length - partsOf(a).length)];
}

/** A frame's file without scheme, host, bundler's marks and what leads up. */
function partsOf(named: string): string[] {
  const plain = slashed(named)
    .replace(/[?#].*$/, '')
    .replace(/^[a-z][a-z0-9+.-]+:\/\/[^/]*/i, '')
    .replace(/^[a-z]:\//i, '');
  const parts = decoded(plain)
    .split('/')
    .filter((part) => !['', '.', '..', '~'].includes(part));
  // A layer of Next.js: webpack-internal:///(rsc)/./src/pay.ts
  return /^\([\w-]+\)$/.test(parts[0] ?? '') ? parts.slice(1) : parts;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * The one path that has most parts in common at its end; of two, the one that is named whole. Its name alone is enough
 * where one of both has no more.
 */
function longestMatch(named: readonly string[], { byName, byFolder, roots }: Index): string | null {
  const [name = '', folder] = named;
  if (folder === undefined) return roots.has(name) ? name : (byName.get(name) ?? null);
  const candidates = byFolder.get(`${folder}/${name}`);
  if (candidates === undefined) return roots.has(name) ? name : null;
  let best: readonly string[] | null = null;
  let bestScore = 0;
  for (const parts of candidates) {
    const common = commonLength(named, parts);
    const score = 3 * common + Number(common === parts.length) + Number(common === named.length);
    if (score === bestScore) best = null;
    else if (score > bestScore) best = parts;
    bestScore = Math.max(score, bestScore);
  }
  return best?.toReversed().join('/') ?? null;
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
