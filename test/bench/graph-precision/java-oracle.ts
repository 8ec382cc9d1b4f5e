import { execFileSync } from 'node:child_process';
import type { Site } from './judge.js';

const PROGRAM = new URL('JavaCalls.java', import.meta.url).pathname;

/** Every call of Java files and where the Java compiler says it leads. */
export function javaSites(root: string, paths: readonly string[]): Site[] {
  const told = execFileSync('java', [PROGRAM, root], { input: paths.join('\n'), maxBuffer: 2 ** 29 });
  return JSON.parse(told.toString()) as Site[];
}
