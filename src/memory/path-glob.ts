import { compileGlob } from '../syntax/paths/compile-glob.js';

/** Parts that no path has: nothing, `.`, `..`, and white space at an end. */
const NEVER = /^\.{0,2}$|^\s|\s$/;

/**
 * The glob that somebody means who says where a memory holds, for the whole path of a file: `src/` and `src` are all
 * that is below, `*.sql` and `a.ts` stand at any depth, `/` and `./` in front mean the root. Read again it stays as it
 * is. Returns what is wrong with it instead. Pure.
 */
export function pathGlob(written: string): { glob: string } | { problem: string } {
  if (written.startsWith('!')) return { problem: 'say where it holds, not where it does not' };
  const [root = ''] = /^(?:\.?\/)*/.exec(written) ?? [];
  const body = written.slice(root.length).replace(/\/+$/, '');
  if (body === '') return { problem: 'it names nothing' };
  if (body.split('/').some((part) => NEVER.test(part))) return { problem: 'it can match no file of a repository' };
  const isFolder = written.endsWith('/') || !/[.*]/.test(body.split('/').at(-1) ?? '');
  // A matcher of whole paths begins at the root in any case, and leaves out `./`.
  const before = body.includes('/') || body === '**' || isFolder ? '' : root === '' ? '**/' : './';
  const glob = `${before}${body}${isFolder ? '/**' : ''}`;
  const compiled = compileGlob(glob);
  return 'problem' in compiled ? { problem: `it is ${compiled.problem}` } : { glob };
}
