import { languageOf } from '../language-of.js';
import { isTestPath } from './test-path.js';

/** Names that say nothing by themselves: their folder does. */
const NAMELESS = new Set(['index', 'mod', 'lib', '__init__', 'main']);

/**
 * What a file and its test have in common: `src/a/user.ts`, `test/a/user.test.ts`, `test_user.py`, `user_test.go` and
 * `UserTest.java` share the stem of one language family.
 */
export function stemOf(path: string): string {
  return `${familyOf(path)}:${baseOf(path)}`;
}

/** The name of what a file is about, without what says that it is a test of it. */
export function baseOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[a-z]+$/i, '');
  const base = name.replace(/^test_|[._-](?:test|tests|spec)$/g, '');
  return isTestPath(path) && /\.(?:java|cs)$/.test(path) ? base.replace(/(?<=\w)Tests?$/, '') : base;
}

/** The same, and for `index.ts` and the like that of the folder. */
export function subjectOf(path: string): string {
  const base = baseOf(path);
  const folder = path.split('/').at(-2);
  return NAMELESS.has(base) && folder !== undefined ? folder : base;
}

/** JavaScript and TypeScript test each other. */
export function familyOf(path: string): string {
  const language = languageOf(path);
  return language === 'typescript' || language === 'tsx' || language === 'javascript' ? 'js' : (language ?? path);
}
