import { compileGlob } from '../../syntax/paths/compile-glob.js';
import { compilePattern } from '../../syntax/paths/path-patterns.js';

const ESCAPED = /\\[^\w.]/g;
const CLASS = /\[[!^]?\]?[^\]]*\]/g;
/** `{1..9}`, whose dots are no part of a name. */
const RANGE = /\{[^{},]*\.\.[^{},]*\}/g;

const NO_REGEX = 'it takes a glob such as src/**, and no regular expression';
const NO_BACKSLASH =
  'folders are parted by /; a backslash stands only before a character such as * that is meant as it is';

/** What is wrong with a pattern of paths: it cannot be read, or no path of a repository can match it. Null: nothing. Pure. */
export function pathsProblem(text: string): string | null {
  const compiled = compilePattern(text);
  if ('problem' in compiled) return compiled.problem;
  const written = text.replace(/^!(?!\()/, '').replace(/^(?:\.\/)+/, '');
  if (/^#\s/.test(written)) return 'it is a comment, and no pattern';
  if (/^(?:~|[A-Za-z]:)[\\/]/.test(written)) return 'it takes a path of the repository, which begins at its root';
  const wrong = slipOf(text, written);
  if (wrong !== null) return wrong;
  const names = written
    .replaceAll(ESCAPED, '')
    .replace(/^\/+|\/+$/g, '')
    .split('/');
  if (names.includes('')) return 'it has two slashes in a row, which no path has';
  if (names.some((name) => name === '.' || name === '..'))
    return 'it has . or .. for a folder, which no path of a repository has';
  return null;
}

/** The same of a glob of branches: https://git-scm.com/docs/git-check-ref-format. Pure. */
export function branchProblem(text: string): string | null {
  const compiled = compileGlob(text);
  if ('problem' in compiled) return compiled.problem;
  const written = text.replace(/^!+(?!\()/, '');
  if (written.startsWith('refs/')) return 'it takes the name of a branch, without refs/heads/';
  const wrong = slipOf(text, written);
  if (wrong !== null) return wrong;
  const plain = written.replaceAll(ESCAPED, '').replaceAll(CLASS, '').replaceAll(RANGE, '');
  const [odd] = /[\s~^:]|\.\.|\/\//.exec(plain) ?? [];
  if (odd !== undefined) return `no branch has ${odd.trim() === '' ? 'a space' : odd} in its name`;
  if (written.startsWith('/')) return 'no branch begins with a slash';
  return written.endsWith('/') ? 'no branch ends with a slash: /** behind it stands for all below' : null;
}

/** What is a slip in any glob. */
function slipOf(text: string, written: string): string | null {
  if (text.trim() !== text) return 'it begins or ends with a space';
  if (written.startsWith('^')) return NO_REGEX;
  const bare = written.replaceAll(ESCAPED, '');
  if (bare.includes('\\')) return NO_BACKSLASH;
  const open = bare.replaceAll(CLASS, '');
  if (open.includes('[')) return 'it has a [ that is not closed';
  return depthOf(open) > 0 ? 'it has a { that is not closed' : null;
}

/** How many braces are left open at the end. */
function depthOf(text: string): number {
  let depth = 0;
  for (const character of text)
    if (character === '{') depth += 1;
    else if (character === '}' && depth > 0) depth -= 1;
  return depth;
}
