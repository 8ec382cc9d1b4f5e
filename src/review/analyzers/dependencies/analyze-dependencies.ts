import type { Claim } from '../../types.js';
import { addedLines, removedTexts } from '../added-lines.js';
import { claimAt } from '../claim-at.js';
import { isFixturePath } from '../../../syntax/paths/test-path.js';
import type { AnalyzedFile, AnalyzerInput, RuleInfo } from '../types.js';
import { DEPENDENCY_RULES } from './rules.js';
import { packageSections } from './package-sections.js';
import { isWorkspace, type RootManifest } from './workspace-roots.js';

interface Manifest {
  file: RegExp;
  /** Names of lockfiles, in the folder of the manifest or above. */
  locks: readonly string[];
  /** Per line of the head file: what this line declares. */
  read: (text: string, section: string | undefined) => { rule: RuleInfo | null; dependency: boolean };
}

/** Beside the lockfile of a workspace. Those of npm, yarn and bun are said in package.json (`isWorkspace`). */
const WORKSPACES = ['pnpm-workspace.yaml', 'lerna.json', 'nx.json', 'turbo.json', 'rush.json', 'go.work'];
const PINNED_COMMIT = /[#@][0-9a-f]{40}\b/;

const MANIFESTS: readonly Manifest[] = [
  {
    file: /(?:^|\/)package\.json$/,
    locks: ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'],
    read: readPackageLine,
  },
  { file: /(?:^|\/)requirements[^/]*\.(?:txt|in)$/, locks: [], read: readRequirement },
  { file: /(?:^|\/)go\.mod$/, locks: ['go.sum'], read: readGoModule },
];

/** Whether the text of a file is needed to look at the change as a whole. */
export function isManifest(path: string): boolean {
  return MANIFESTS.some(({ file }) => file.test(path)) && !isFixturePath(path);
}

/** Dependencies that a change adds from odd places, in any version, with install scripts, or past the lockfile. */
export function analyzeDependencies({ files, roots = [] }: AnalyzerInput): Claim[] {
  const changed = new Set(files.map((file) => file.path));
  const paths = new Set(files[0]?.snapshotPaths);
  return files.flatMap((file) => {
    const manifest = MANIFESTS.find((candidate) => candidate.file.test(file.path));
    return manifest && !isFixturePath(file.path) && file.content !== null
      ? readManifest(file, manifest, { changed, paths, roots })
      : [];
  });
}

interface Repository {
  changed: ReadonlySet<string>;
  paths: ReadonlySet<string>;
  roots: readonly RootManifest[];
}

function readManifest(file: AnalyzedFile, manifest: Manifest, { changed, paths, roots }: Repository): Claim[] {
  const sections = file.path.endsWith('.json') ? packageSections(file.content ?? '') : new Map<number, string>();
  const claims: Claim[] = [];
  // A line that only moved, or is written in another way, declares nothing new.
  const before = new Set([...removedTexts([file]).keys()].map((text) => declared(file.path, text)));
  let first: { line: number; text: string } | null = null;
  for (const [line, text] of addedLines(file)) {
    if (before.has(declared(file.path, text))) continue;
    const { rule, dependency } = manifest.read(text, sections.get(line));
    if (rule === DEPENDENCY_RULES.anyVersion && isOwnPackage(text, { paths, roots })) continue;
    if (dependency) first ??= { line, text };
    if (rule) claims.push(claimAt(rule, file.path, line, text, 'The added line of this manifest says so.'));
  }
  const lock = first && lockOf(file, manifest, { paths, roots });
  if (first && lock && !changed.has(lock)) {
    const evidence = `\`${lock}\` exists at the head and is not among the changed files.`;
    claims.push(claimAt(DEPENDENCY_RULES.lockfile, file.path, first.line, first.text, evidence));
  }
  return claims;
}

/**
 * What a line of a manifest says, without spaces, comments, the comma at its end, and the word that a block of go.mod
 * spares.
 */
function declared(path: string, text: string): string {
  const said = path.endsWith('go.mod')
    ? text.replace(/\/\/.*$/, '').replace(/^\s*require\s/, '')
    : path.endsWith('.json')
      ? text
      : text.replace(/(?:^|\s)#(?!egg).*$/, '');
  return said.replaceAll(/\s/g, '').replace(/,$/, '');
}

/** Whether a line of a package.json names a package of this repository: a folder of that name has a package.json. */
function isOwnPackage(text: string, { paths }: Omit<Repository, 'changed'>): boolean {
  const name = /^\s*"(?:@[^"/]+\/)?([^"/]+)"\s*:/.exec(text)?.[1];
  return name !== undefined && packageFolders(paths).has(name);
}

const known = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** The names of the folders with a package.json. */
function packageFolders(paths: ReadonlySet<string>): ReadonlySet<string> {
  const found =
    known.get(paths) ?? new Set([...paths].flatMap((path) => /(?:^|\/)([^/]+)\/package\.json$/.exec(path)?.[1] ?? []));
  known.set(paths, found);
  return found;
}

/** In the manifest's folder, or above where a workspace shares one: else the manifest is of a project of its own. */
function lockOf(file: AnalyzedFile, manifest: Manifest, { paths, roots }: Omit<Repository, 'changed'>): string | null {
  for (let folder = file.path; folder.includes('/') || folder !== '';) {
    folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    const inFolder = folder === '' ? '' : `${folder}/`;
    const lock = manifest.locks.find((name) => paths.has(`${inFolder}${name}`));
    if (lock === undefined) continue;
    const below = file.path.slice(inFolder.length);
    const isShared =
      !below.includes('/') ||
      WORKSPACES.some((name) => paths.has(`${inFolder}${name}`)) ||
      roots.some(
        ({ path, text }) =>
          path === `${inFolder}package.json` && isWorkspace(text, below.slice(0, below.lastIndexOf('/'))),
      );
    return isShared ? `${inFolder}${lock}` : null;
  }
  return null;
}

function readPackageLine(text: string, section: string | undefined): ReturnType<Manifest['read']> {
  const [, key, value] = /^\s*"([^"]+)"\s*:\s*"([^"]*)"/.exec(text) ?? [];
  if (key === undefined || value === undefined || section === undefined) return { rule: null, dependency: false };
  if (section === 'scripts') {
    const runs = /^(?:preinstall|install|postinstall)$/.test(key);
    return { rule: runs ? DEPENDENCY_RULES.installScript : null, dependency: false };
  }
  if (!/^(?:dependencies|devDependencies|optionalDependencies)$/.test(section))
    return { rule: null, dependency: false };
  if (/^(?:\*|latest|x|)$/.test(value)) return { rule: DEPENDENCY_RULES.anyVersion, dependency: true };
  const foreign =
    /^(?:git[+:@]|https?:|github:|gitlab:|bitbucket:|[\w-]+\/[\w.-]+(?:#|$))/.test(value) && !PINNED_COMMIT.test(value);
  return {
    rule: foreign ? DEPENDENCY_RULES.unpinnedSource : null,
    dependency: !/^(?:workspace|file|link|catalog):/.test(value),
  };
}

function readRequirement(text: string): ReturnType<Manifest['read']> {
  const line = text.replace(/(?:^|\s)#(?!egg).*$/, '').trim();
  if (line === '' || /^-(?!e\b)/.test(line)) {
    const foreign = /^--(?:extra-)?index-url\s+http:\/\//.test(line);
    return { rule: foreign ? DEPENDENCY_RULES.unpinnedSource : null, dependency: false };
  }
  if (/(?:git|hg|svn|bzr)\+|https?:\/\//.test(line)) {
    return {
      rule: PINNED_COMMIT.test(line) || /#sha256=/.test(line) ? null : DEPENDENCY_RULES.unpinnedSource,
      dependency: true,
    };
  }
  return {
    rule: /==\s*\*|^[\w.[\]-]+\s*>=\s*0(?:\.0)*\s*$/.test(line) ? DEPENDENCY_RULES.anyVersion : null,
    dependency: true,
  };
}

function readGoModule(text: string): ReturnType<Manifest['read']> {
  const line = text.replace(/\/\/.*$/, '').trim();
  const arrow = line.indexOf('=>');
  const replaced =
    arrow === -1
      ? []
      : line
          .slice(arrow + 2)
          .trim()
          .split(/\s+/);
  if (replaced.length === 1 || replaced.length === 2) {
    const [target, version] = replaced;
    const original = line.replace(/^replace\s+/, '').split(/\s/)[0];
    const foreign = version !== undefined && target !== original;
    return { rule: foreign ? DEPENDENCY_RULES.unpinnedSource : null, dependency: foreign };
  }
  return { rule: null, dependency: /^(?:require\s+)?[\w.-]+\.[a-z]+\/\S+\s+v\d/.test(line) };
}
