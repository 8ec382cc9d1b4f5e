import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Prints those of the given test files, or of the given folders, that use the PostgreSQL of the tests: they ask for its
 * address, or import what does. The others prove nothing more on another server.
 */
const TESTS = `${resolve('test')}/`;

function usesDatabase(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  if (text.includes(`inject('postgresUrl')`)) return true;
  return [...text.matchAll(/(?:from |import |import\()'(\.[^']+\.)js'/g)]
    .map(([, path]) => resolve(dirname(file), `${path}ts`))
    .filter((path) => path.startsWith(TESTS) && existsSync(path))
    .some((path) => usesDatabase(path, seen));
}

function testsIn(path: string): string[] {
  if (path.endsWith('.test.ts')) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(path, name));
}

const files = process.argv.slice(2).flatMap(testsIn);
process.stdout.write(`${files.filter((file) => usesDatabase(resolve(file))).join('\n')}\n`);
