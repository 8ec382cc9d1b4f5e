// `npm run package`: the package as it is published. The packages that it needs come along as they are in the lockfile,
// less what only a compiler and a debugger read: npm takes neither `overrides` nor a lockfile from a package that it
// installs, so that everybody would get other versions than those tested, and twice the size.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const UNREAD = /\.map$|\.d\.[cm]?ts$/;

const folder = mkdtempSync(join(tmpdir(), 'nectr-package-'));
try {
  const own = packed('.', folder);
  execFileSync('tar', ['xzf', join(folder, own), '-C', folder]);
  const stage = join(folder, 'package');
  copyDependencies(stage);
  writeFileSync(join(stage, 'package.json'), manifest());
  process.stdout.write(`${packed(stage, process.argv[2] ?? '.')}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Packs a folder into `destination`; the name of the file. */
function packed(from, destination) {
  const args = ['pack', from, '--ignore-scripts', '--json', '--silent', '--pack-destination', destination];
  return JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 1e8 }))[0].filename;
}

/** What the lockfile says is needed by everybody; the embedded PostgreSQL is another one on each platform. */
function copyDependencies(stage) {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  for (const [path, { dev, optional, devOptional }] of Object.entries(packages)) {
    if (path === '' || dev || optional || devOptional) continue;
    if (!existsSync(path)) throw new Error(`${path} is not installed: run npm ci`);
    const filter = (file) => basename(file) !== 'node_modules' && !UNREAD.test(file);
    cpSync(path, join(stage, path), { recursive: true, filter });
  }
}

/** Ours, with what is bundled, and without what is for work on it alone. */
function manifest() {
  const all = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const key of ['devDependencies', 'overrides', 'allowScripts', 'scripts']) delete all[key];
  // npm takes a signature of where a package comes from only with the address of its repository.
  const { GITHUB_SERVER_URL: host, GITHUB_REPOSITORY: name } = process.env;
  const home = name && { homepage: `${host}/${name}`, repository: { type: 'git', url: `git+${host}/${name}.git` } };
  return `${JSON.stringify({ ...all, ...home, bundleDependencies: Object.keys(all.dependencies) }, null, 2)}\n`;
}
