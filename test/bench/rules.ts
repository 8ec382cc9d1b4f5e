import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { createDataSource } from '../../src/database/data-source.js';
import { acceptance, acceptanceTable } from '../../src/ledger/acceptance.js';
import { runFileAnalyzers } from '../../src/review/analyzers/run-analyzers.js';
import { isTestPath } from '../../src/syntax/paths/test-path.js';
import { languageOf } from '../../src/syntax/language-of.js';
import { analyzedFile } from '../review/analyzers/analyzed-file.js';
import { gitleaks } from './rules/gitleaks.js';
import { benchGosec } from './rules/gosec.js';
import { planted } from './rules/planted.js';
import { speed } from './rules/speed.js';

const run = promisify(execFile);
const CACHE = new URL('../../.bench-cache/', import.meta.url).pathname;
const PACKAGES = {
  npm: ['express', 'lodash', 'axios', 'commander', 'fastify'],
  pypi: ['requests', 'flask', 'click', 'httpx', 'rich'],
  go: [
    'github.com/gin-gonic/gin',
    'github.com/spf13/cobra',
    'go.uber.org/zap',
    'github.com/stretchr/testify',
    'github.com/go-chi/chi/v5',
  ],
} as const;
type Registry = keyof typeof PACKAGES;
const REGISTRIES = ['npm', 'pypi', 'go'] as const;

/**
 * Runs every rule over labelled corpora (found and missed), and over the whole text of popular packages (lines, hits
 * and hits per 10,000 lines: precision), and measures their speed. Downloads once into `.bench-cache/`; `args` may name
 * parts (`speed`, `planted`, `gitleaks`, `gosec`, `npm`, `pypi`, `go`). What cannot be reached is said so and left out.
 */
export async function bench(args: string[]): Promise<void> {
  const wanted = (name: string): boolean => args.length === 0 || args.includes(name);
  if (wanted('speed')) await speed();
  if (wanted('planted')) await planted(CACHE);
  if (wanted('gitleaks')) await gitleaks(CACHE);
  if (wanted('gosec')) await benchGosec(args);
  const registries = REGISTRIES.filter(wanted);
  if (registries.length > 0) await popular(registries);
}

/** What the rules find in packages that many use: most likely all of it is wrong. */
async function popular(registries: readonly Registry[]): Promise<void> {
  let [lines, hits] = [0, 0];
  for (const registry of registries) {
    for (const name of PACKAGES[registry]) {
      const root = await fetchPackage(registry, name).catch((error: unknown) => {
        console.log(`${registry} ${name}: not measured, ${String(error).split('\n')[0]}`);
        return null;
      });
      if (root === null) continue;
      const found = await measure(root);
      for (const hit of found.hits) console.log(`  ${hit}`);
      console.log(
        `${registry} ${name}: ${found.lines} lines, ${found.hits.length} hits, ${rate(found.hits.length, found.lines)} per 10,000`,
      );
      lines += found.lines;
      hits += found.hits.length;
    }
  }
  console.log(`all: ${lines} lines, ${hits} hits, ${rate(hits, lines)} per 10,000 (at most 1 is the aim)`);
  await printAcceptance();
  if (hits > 0)
    console.log(
      'Judge each hit: a false one becomes a near-miss case in test/review/analyzers/cases, and its rule is mended.',
    );
}

/** What people and Claude made of each rule's hits, from the ledger of a server; none without one. */
async function printAcceptance(): Promise<void> {
  const { DATABASE_URL: url } = process.env;
  if (!url) return console.log('acceptance: not printed, DATABASE_URL is not set');
  const source = createDataSource({ scope: 'system', url, poolSize: 1, applicationName: 'nectr bench' });
  await source.initialize();
  console.log(acceptanceTable(await acceptance(source), 'rule') || 'acceptance: nothing was posted or judged yet');
  await source.destroy();
}

function rate(hits: number, lines: number): string {
  return lines === 0 ? '-' : ((hits / lines) * 10_000).toFixed(2);
}

async function fetchPackage(registry: Registry, name: string): Promise<string> {
  const folder = join(CACHE, registry, name.replaceAll('/', '-'));
  if (await stat(folder).catch(() => null)) return folder;
  const download = join(CACHE, 'download');
  await mkdir(download, { recursive: true });
  const source = await FETCH[registry](name, download);
  await mkdir(folder, { recursive: true });
  if (source.endsWith('.tgz')) await run('tar', ['-xzf', source, '-C', folder]);
  else if (source.endsWith('.whl')) await run('python3', ['-m', 'zipfile', '-e', source, folder]);
  else await run('cp', ['-r', `${source}/.`, folder]);
  return folder;
}

const FETCH: Record<Registry, (name: string, into: string) => Promise<string>> = {
  async npm(name, into) {
    const { stdout } = await run('npm', ['pack', name, '--silent', '--pack-destination', into]);
    return join(into, stdout.trim());
  },
  async pypi(name, into) {
    await run('pip', ['download', '--no-deps', '--only-binary', ':all:', '-q', '-d', into, name]);
    const file = (await readdir(into)).find((entry) => entry.startsWith(`${name}-`) && entry.endsWith('.whl'));
    if (!file) throw new Error(`pip brought no wheel of ${name}`);
    return join(into, file);
  },
  async go(name, into) {
    const { stdout } = await run('go', ['mod', 'download', '-json', `${name}@latest`], { cwd: into });
    return (JSON.parse(stdout) as { Dir: string }).Dir;
  },
};

async function measure(root: string): Promise<{ lines: number; hits: string[] }> {
  const found = { lines: 0, hits: [] as string[] };
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = relative(root, full);
    if (!entry.isFile() || !languageOf(path) || isTestPath(path) || /\.min\.|(?:^|\/)dist\//.test(path)) continue;
    const text = await readFile(full, 'utf8');
    found.lines += text.split('\n').length;
    for (const claim of await runFileAnalyzers(analyzedFile(path, text))) {
      found.hits.push(
        `${claim.tier ?? 'certain'} ${claim.rule} ${path}:${claim.line} ${claim.quote.trim().slice(0, 100)}`,
      );
    }
  }
  return found;
}
