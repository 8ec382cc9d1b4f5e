import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Site } from './judge.js';

const SOURCE = new URL('go-oracle', import.meta.url).pathname;

/**
 * Every call of a module of Go and where it leads: by `go/packages` and its types, and where a value or an interface is
 * called by the call graph of golang.org/x/tools. The program is built into the cache; go fetches what the module
 * needs.
 */
export function goSites(cache: string, root: string): Site[] {
  const program = join(cache, 'go', 'oracle');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: SOURCE, stdio: 'inherit' });
  const env = { ...process.env, GOFLAGS: `${process.env['GOFLAGS'] ?? ''} -mod=mod`.trim() };
  const told = execFileSync(program, [root], {
    cwd: root,
    env,
    maxBuffer: 2 ** 29,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(told.toString()) as Site[];
}
