import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MEASURED_PRECISION } from '../../src/graph/symbols/resolve/confidence-of.js';
import { goSites } from './graph-precision/go-oracle.js';
import { installGo, installJava, installNpm, installPython } from './graph-precision/install.js';
import { javaSites } from './graph-precision/java-oracle.js';
import { judge, ratio, type Site, type Verdict } from './graph-precision/judge.js';
import { pythonSites } from './graph-precision/python-oracle.js';
import { saidOf } from './graph-precision/sites.js';
import { typescriptSites } from './graph-precision/typescript-oracle.js';

const PROJECT = new URL('../..', import.meta.url).pathname;
const CACHE = join(PROJECT, '.bench-cache/graph-precision');

const CHECKER = 'typescript-checker@npm:typescript@5.9.3';

/** Code of others, and an oracle that is not ours for it. */
interface Corpus {
  name: string;
  /** What has to be on the machine. */
  needs: readonly string[];
  /** Puts the code and its oracle into the cache at the first run; gives the folder of the code. */
  install(): string;
  files: RegExp;
  /** Folder of the files that count, within that of the code. */
  under: string;
  manifests: readonly string[];
  sites(root: string, paths: readonly string[]): Site[] | Promise<Site[]>;
}

const CORPORA: readonly Corpus[] = [
  typescript('nectr', () => PROJECT, {}),
  typescript('rxjs 7.8.2', () => join(CACHE, 'node_modules/rxjs'), { module: 1, moduleResolution: 2 }),
  javascript('webpack 5.112.2'),
  python('werkzeug 3.1.9'),
  python('rich 15.0.0'),
  python('celery 5.7.0'),
  go('github.com/gin-gonic/gin v1.12.0'),
  go('github.com/go-chi/chi/v5 v5.5.0'),
  go('github.com/spf13/cobra v1.10.2'),
  go('golang.org/x/net v0.61.0'),
  java('org.apache.commons:commons-lang3:3.18.0'),
  java('commons-io:commons-io:2.20.0'),
];

/**
 * `npm run bench graph-precision [-- python go/gin] [--verbose]`: where our calls lead, against oracles that are not
 * ours: the TypeScript checker, Pyright, the types and the call graph of Go, and the Java compiler. Prints the
 * precision of each tier, the recall of each way to call, and whether the graph believes a language more than that,
 * with n. The oracles and the code they judge are installed into `.bench-cache` at the first run; what cannot be had is
 * skipped by name.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const verbose = args.includes('--verbose');
  const wanted = args.filter((one) => !one.startsWith('-'));
  for (const corpus of CORPORA) {
    if (wanted.length > 0 && !wanted.some((one) => corpus.name.startsWith(one))) continue;
    const verdict = await measure(corpus, verbose);
    if (verdict) printTrust(corpus.name, verdict);
  }
}

/** What the graph believes of the language must not be more than what is measured here. */
function printTrust(name: string, { right, wrong }: Verdict): void {
  const language = name.replace(/\/.*$/, '') as keyof typeof MEASURED_PRECISION;
  const held = MEASURED_PRECISION[language] ?? 0;
  const note = right < held * (right + wrong) ? ': TOO HIGH' : '';
  const measured = `${ratio(right, right + wrong)} (n = ${right + wrong})`;
  console.log(`${name} what comments may rest on: precision ${measured}; the graph holds ${held}${note}`);
}

/** Null: it was skipped. */
async function measure(corpus: Corpus, verbose: boolean): Promise<Verdict | null> {
  const { name, needs, under, files, manifests } = corpus;
  const lacking = needs.filter((command) => !isThere(command));
  let root: string;
  let paths: string[];
  let sites: Site[];
  try {
    if (lacking.length > 0) throw new Error(`there is no ${lacking.join(', no ')}`);
    root = corpus.install();
    paths = filesIn(root, under, files);
    sites = await corpus.sites(root, paths);
  } catch (error) {
    console.log(`${name}: skipped: ${error instanceof Error ? error.message : error}`);
    return null;
  }
  const { said } = await saidOf(root, paths, manifests);
  return judge(name, sites, said, verbose);
}

function typescript(name: string, install: () => string, options: Record<string, unknown>): Corpus {
  return {
    name: `typescript/${name}`,
    needs: ['npm'],
    install() {
      installNpm(CACHE, [CHECKER, 'rxjs@7.8.2']);
      return install();
    },
    under: 'src',
    files: /\.tsx?$/,
    manifests: ['package.json'],
    sites: (root, paths) => typescriptSites(CACHE, root, paths, options),
  };
}

/** Its types are what the checker reads out of the code and its comments. */
function javascript(name: string): Corpus {
  const [folder = '', version = ''] = name.split(' ');
  return {
    name: `javascript/${name}`,
    needs: ['npm'],
    install() {
      installNpm(CACHE, [CHECKER, `${folder}@${version}`]);
      return join(CACHE, 'node_modules', folder);
    },
    under: 'lib',
    files: /\.js$/,
    manifests: ['package.json'],
    sites: (root, paths) => typescriptSites(CACHE, root, paths, { checkJs: true, module: 1, moduleResolution: 2 }),
  };
}

/** All of them stand in one folder, with what they need beside them. */
function python(name: string): Corpus {
  const [folder = ''] = name.split(' ');
  return {
    name: `python/${name}`,
    needs: ['npm', 'python3'],
    install() {
      installNpm(CACHE, ['pyright@1.1.414']);
      return installPython(CACHE, ['werkzeug==3.1.9', 'rich==15.0.0', 'celery==5.7.0']);
    },
    under: folder,
    files: /\.py$/,
    manifests: [],
    sites: (root, paths) => pythonSites(CACHE, root, paths),
  };
}

function go(name: string): Corpus {
  const [module = '', version = ''] = name.split(' ');
  return {
    name: `go/${name.replace(/^.*?([^/ ]+)(?:\/v\d+)? /, '$1 ')}`,
    needs: ['go'],
    install: () => installGo(CACHE, module, version),
    under: '.',
    // Go does not read the others either.
    files: /^(?!.*(?:^|\/)(?:testdata|[._][^/]*)\/).*\.go$/,
    manifests: ['go.mod'],
    sites: (root) => goSites(CACHE, root),
  };
}

function java(artifact: string): Corpus {
  return {
    name: `java/${artifact.replace(/^.*?:/, '').replace(':', ' ')}`,
    needs: ['java', 'jar', 'mvn'],
    install: () => installJava(CACHE, artifact),
    under: '.',
    files: /(?<!(?:package|module)-info)\.java$/,
    manifests: [],
    sites: javaSites,
  };
}

function isThere(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function filesIn(root: string, under: string, ending: RegExp): string[] {
  return readdirSync(join(root, under), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file) && !file.includes('node_modules'))
    .map((file) => (under === '.' ? file : `${under}/${file}`))
    .toSorted();
}
