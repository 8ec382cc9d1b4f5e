import { z } from 'zod';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { cutText } from '../../../words/cut-text.js';
import { SIGNALS, type PlatformSignals } from './signals.js';

/** What one kind of signal adds for one platform. */
export interface Match {
  weight: number;
  found: { what: string; where: string }[];
}

const MOST_PATHS = 100_000;
const LONGEST_README = 64 * 1024;
const LONGEST_PACKAGE = 512 * 1024;
const MOST_SHOWN = 5;
/** What lies in there was made to be looked at. */
const NOT_THE_PROJECT = /^(?:docs?|examples?|samples?|templates?|starters?|demos?|vendor|third_party|node_modules)\//i;

const WANTED = new Set(SIGNALS.flatMap(({ files = [], folders = [] }) => [...files, ...folders]));

const Names = z.record(z.string(), z.unknown()).optional().catch(undefined);
const Package = z.object({
  dependencies: Names,
  devDependencies: Names,
  scripts: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** Files and folders, at the root of the repository or of a project one folder below it. */
export function matchFolders(paths: readonly string[]): (row: PlatformSignals) => Match[] {
  const known = new Map<string, string>();
  for (const path of paths.slice(0, MOST_PATHS)) {
    for (const name of namesOf(path)) if (WANTED.has(name) && !known.has(name)) known.set(name, path);
    const slash = path.indexOf('/');
    if (slash === -1) continue;
    const below = namesOf(path.slice(slash + 1)).filter((name) => WANTED.has(name) && !known.has(name));
    if (below.length > 0 && !isApart(path)) for (const name of below) known.set(name, path);
  }
  return ({ files = [], folders = [] }) => {
    const found = files.filter((name) => known.has(name));
    const around = folders.filter((name) => known.has(name));
    return [
      ...matchOf(found.length, 0.3 + 0.1 * found.length, 0.6, 'a file of its own', at(found, known)),
      ...matchOf(around.length, 0.05 * around.length, 0.15, 'set up for it', at(around, known)),
    ];
  };
}

/** Dependencies and scripts of package.json; what is no such file says nothing. */
export function matchPackage(text: string | null): (row: PlatformSignals) => Match[] {
  const told = packageOf(text);
  if (told === null) return () => [];
  const names = Object.keys({ ...told.dependencies, ...told.devDependencies });
  return ({ dependencies = [], scripts = [] }) => {
    const needed = names.filter((name) => dependencies.some((wanted) => isNamed(name, wanted)));
    const run = scripts.filter(([name, command]) => told.scripts?.[name] === command).map(([name]) => name);
    const show = (all: readonly string[]) => all.map((name) => `package.json: ${cutText(name, 100)}`);
    return [
      ...matchOf(needed.length, 0.15 + 0.05 * needed.length, 0.3, 'a package of its projects', show(needed)),
      ...matchOf(run.length, 0.05 * run.length, 0.15, 'a script of its template', show(run)),
    ];
  };
}

/** Lines that the platform writes itself, and addresses of single projects. */
export function matchReadme(text: string | null): (row: PlatformSignals) => Match[] {
  if (text === null) return () => [];
  const readme = withoutFences(text.slice(0, LONGEST_README));
  return ({ readme: lines = [], links = [] }) => {
    const written = lines.flatMap((line) => line.exec(readme)?.[0] ?? []);
    const linked = links.flatMap((link) => link.exec(readme)?.[0] ?? []);
    const show = (all: readonly string[]) =>
      all.map((one) => `README: ${cutText(one.trim().replaceAll(/\s+/g, ' '), 100)}`);
    return [
      ...matchOf(written.length, 0.1 + 0.1 * written.length, 0.4, 'a line it writes', show(written)),
      ...matchOf(linked.length, 0.03 * linked.length, 0.1, 'a link to a project of it', show(linked)),
    ];
  };
}

function matchOf(count: number, weight: number, most: number, what: string, where: readonly string[]): Match[] {
  if (count === 0) return [];
  const found = where.slice(0, MOST_SHOWN).map((place) => ({ what, where: place }));
  return [{ weight: Math.min(weight, most), found }];
}

function at(names: readonly string[], known: ReadonlyMap<string, string>): string[] {
  return names.map((name) => known.get(name) ?? name);
}

/** `frontend/.replit` is of a project in `frontend`; `docs/.replit` and `test/.replit` are of none. */
function isApart(path: string): boolean {
  return NOT_THE_PROJECT.test(path) || isTestPath(path);
}

/** Without blocks of code: who shows how something is written did not have it written. */
function withoutFences(text: string): string {
  let isOpen = false;
  const lines = text.split(/\r?\n/).filter((line) => {
    const isFence = /^ {0,3}(?:```|~~~)/.test(line);
    if (isFence) isOpen = !isOpen;
    return !isOpen && !isFence;
  });
  return lines.join('\n');
}

/** The path, and its first three folders with what is below. */
function namesOf(path: string): string[] {
  const names = [path];
  for (let slash = path.indexOf('/'); slash !== -1 && names.length < 4; slash = path.indexOf('/', slash + 1))
    names.push(path.slice(0, slash + 1));
  return names;
}

function isNamed(name: string, wanted: string): boolean {
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

function packageOf(text: string | null): z.output<typeof Package> | null {
  if (text === null || text.length > LONGEST_PACKAGE) return null;
  try {
    return Package.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // What cannot be read says nothing.
    return null;
  }
}
