import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './graph-precision/judge.js';
import { saidOf } from './graph-precision/sites.js';
import { typescriptSites } from './graph-precision/typescript-oracle.js';

const PROJECT = new URL('../..', import.meta.url).pathname;
const CACHE = join(PROJECT, '.bench-cache/graph-precision');

/**
 * `npm run bench graph-precision [-- typescript] [--verbose]`: where our calls lead, against oracles that are not ours. Prints the precision
 * of each tier and the recall of each way to call, with n. The oracles and the code they judge are installed into
 * `.bench-cache` at the first run.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const verbose = args.includes('--verbose');
  const wanted = args.filter((one) => !one.startsWith('-'));
  const benches = { typescript: benchTypescript };
  for (const [name, run] of Object.entries(benches)) {
    if (wanted.length === 0 || wanted.some((one) => one.startsWith(name))) await run(verbose, wanted);
  }
}

/** This project, and a package that ships its sources. */
async function benchTypescript(verbose: boolean, wanted: readonly string[]): Promise<void> {
  install(['typescript-checker@npm:typescript@5.9.3', 'rxjs@7.8.2']);
  const corpora = [
    { name: 'typescript/nectr', root: PROJECT, under: 'src', options: {} },
    {
      name: 'typescript/rxjs',
      root: join(CACHE, 'node_modules/rxjs'),
      under: 'src',
      options: { module: 1, moduleResolution: 2 },
    },
  ];
  for (const { name, root, under, options } of corpora) {
    if (wanted.some((one) => one.includes('/')) && !wanted.includes(name)) continue;
    const paths = filesIn(root, under, /\.tsx?$/);
    const { said } = await saidOf(root, paths, ['package.json']);
    judge(name, typescriptSites(CACHE, root, paths, options), said, verbose);
  }
}

function filesIn(root: string, under: string, ending: RegExp): string[] {
  return readdirSync(join(root, under), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file) && !file.includes('node_modules'))
    .map((file) => `${under}/${file}`)
    .toSorted();
}

/** Packages of npm, into the cache. */
function install(packages: readonly string[]): void {
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(join(CACHE, 'package.json'))) writeFileSync(join(CACHE, 'package.json'), '{ "private": true }');
  const missing = packages.filter((one) => !existsSync(join(CACHE, 'node_modules', one.replace(/(?<=.)@.*$/, ''))));
  if (missing.length === 0) return;
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...missing], {
    cwd: CACHE,
    stdio: 'inherit',
  });
}
