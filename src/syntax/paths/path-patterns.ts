import { compileGlob, LONGEST_GLOB, type CompiledGlob, type MatchBudget } from './compile-glob.js';

/** What a pattern becomes: escaped, and with what stands before and behind it in a glob. */
const LONGEST_MADE = 2 * LONGEST_GLOB + 10;

/** One line of a list of paths, read as `.gitignore` reads it. */
export interface PathPattern {
  /** As it was written. */
  text: string;
  /** `!` in front: takes back what an earlier pattern of the list said. */
  negated: boolean;
  /** Whether the pattern is about this file; null: the budget was spent before that was known. */
  matches(path: string, budget: MatchBudget): boolean | null;
}

/**
 * Reads a pattern as people write it in `.gitignore` and CODEOWNERS: without a slash, or with one only at its end, it
 * holds at any depth; `docs/` is a folder and all that is below it; `/top` and `src/gen` begin at the root; `!` in
 * front takes back. A name that is written out is that path, whatever its characters mean in a glob
 * (`app/[slug]/page.tsx`). Returns what is wrong instead where it cannot be read.
 */
export function compilePattern(text: string): PathPattern | { problem: string } {
  const negated = text.startsWith('!') && !text.startsWith('!(');
  const written = (negated ? text.slice(1) : text).replace(/^(?:\.\/)+/, '');
  const isFolder = written.endsWith('/');
  const body = written.replace(/^\/+|\/+$/g, '');
  if (body === '') return { problem: 'names nothing' };
  if (text.length > LONGEST_GLOB) return { problem: `longer than ${LONGEST_GLOB} characters` };
  const whole = written.startsWith('/') || body.includes('/') ? body : `**/${body}`;
  const globs: CompiledGlob[] = [];
  for (const reading of readingsOf(whole)) {
    const glob = compileGlob(reading.endsWith('**') ? reading : `${reading}${isFolder ? '/*' : ''}/**`, LONGEST_MADE);
    if ('problem' in glob) return glob;
    globs.push(glob);
  }
  const name = (path: string) => path.startsWith(`${body}/`) || (!isFolder && path === body);
  return {
    text,
    negated,
    matches: (path, budget) => {
      if (name(path)) return true;
      for (const glob of globs) {
        const found = glob.matches(path, budget);
        if (found !== false) return found;
      }
      return false;
    },
  };
}

/** Those of a list that can be read, in its order. */
export function compilePatterns(texts: readonly string[]): PathPattern[] {
  return texts.flatMap((text) => {
    const pattern = compilePattern(text);
    return 'problem' in pattern ? [] : [pattern];
  });
}

/**
 * The pattern of a list that decides about a path: the last one that is about it, as in `.gitignore`. Undefined: none
 * is; null: the budget was spent.
 */
export function deciding(
  patterns: readonly PathPattern[],
  path: string,
  budget: MatchBudget,
): PathPattern | null | undefined {
  for (let index = patterns.length - 1; index >= 0; index--) {
    const pattern = patterns[index];
    const found = pattern?.matches(path, budget);
    if (found === null) return null;
    if (found) return pattern;
  }
  return undefined;
}

/** Frameworks name folders `[slug]`: brackets in a pattern are a set of characters, or just themselves. */
function readingsOf(glob: string): string[] {
  return glob.includes('[') ? [glob, glob.replaceAll(/[[\]]/g, String.raw`\$&`)] : [glob];
}
