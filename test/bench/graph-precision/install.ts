import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Packages of npm (`name@version`, `alias@npm:name@version`) into a folder, unless they are there. Throws what npm
 * says.
 */
export function installNpm(cache: string, packages: readonly string[]): void {
  mkdirSync(cache, { recursive: true });
  if (!existsSync(join(cache, 'package.json'))) writeFileSync(join(cache, 'package.json'), '{ "private": true }');
  const missing = packages.filter((one) => !existsSync(join(cache, 'node_modules', one.replace(/(?<=.)@.*$/, ''))));
  if (missing.length === 0) return;
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...missing], cache);
}

/**
 * Packages of PyPI (`name==version`) with what they need, into one folder, which it gives back. Throws what pip says.
 */
export function installPython(cache: string, packages: readonly string[]): string {
  const folder = join(cache, 'python');
  mkdirSync(folder, { recursive: true });
  const missing = packages.filter((one) => !existsSync(join(folder, `${one.replace('==', '-')}.dist-info`)));
  const options = ['--quiet', '--no-compile', '--upgrade', '--only-binary', ':all:', '--target', folder];
  if (missing.length > 0) run('python3', ['-m', 'pip', 'install', ...options, ...packages], cache);
  return folder;
}

/** A module of Go (`path`, `v1.2.3`), as a copy that can be written to; gives its folder. Throws what go says. */
export function installGo(cache: string, path: string, version: string): string {
  const folder = join(cache, 'go', path.replaceAll('/', '-'));
  if (existsSync(folder)) return folder;
  mkdirSync(join(cache, 'go'), { recursive: true });
  const options = ['mod', 'download', '-json', `${path}@${version}`];
  const told = execFileSync('go', options, { cwd: join(cache, 'go'), stdio: ['ignore', 'pipe', 'inherit'] });
  const { Dir } = JSON.parse(told.toString()) as { Dir: string };
  cpSync(Dir, folder, { recursive: true });
  run('chmod', ['-R', 'u+w', folder], cache);
  return folder;
}

/**
 * The sources that Maven has of an artifact (`group:name:version`), unpacked; gives their folder. Throws what they say.
 */
export function installJava(cache: string, artifact: string): string {
  const [, name = '', version = ''] = artifact.split(':');
  const folder = join(cache, 'java', `${name}-${version}`);
  if (existsSync(folder)) return folder;
  const jars = join(cache, 'java');
  mkdirSync(jars, { recursive: true });
  const copy = [`-Dartifact=${artifact}:jar:sources`, `-DoutputDirectory=${jars}`];
  run('mvn', ['--quiet', '--batch-mode', 'dependency:copy', ...copy], jars);
  mkdirSync(folder);
  run('jar', ['--extract', '--file', join(jars, `${name}-${version}-sources.jar`)], folder);
  return folder;
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}
