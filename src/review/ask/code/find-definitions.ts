import { posix } from 'node:path';
import type { SearchHit } from '../../../snapshot/types.js';
import { columnsOf } from './columns-of.js';
import { languageFamily } from './language-family.js';
import type { LookedAt } from './look-at-change.js';

const LONGEST_LINE = 500;
/** Places in one line that are looked at, and characters before and after each. */
const MOST_COLUMNS = 4;
const AROUND = 160;
/** Places looked at for one name: a line may only look like a definition. */
const MOST_TRIES = 3;

const KEYWORD_BEFORE =
  /(?<![\p{L}\p{N}_$])(?:function\*?|class|interface|type|enum|union|def|func(?:\s?\([^()]{0,80}\))?|fn|struct|trait|record|module|mod|namespace|delegate|typedef|using|const|let|var|val|macro_rules!|static|final|public|private|protected|internal|abstract|async|export|#define)\s[^=;(]*$/u;
const MODIFIERS_BEFORE = /^[\w\s*&:<>,[\]?]*$/;
const PARAMETERS_AFTER = /^\s?(?:<[^>]*>\s?)?\([^;]*$/;
const VALUE_AFTER = /^\s?(?::[^=]+)?=[^=]/;
/** `int total(int count);` in C, but not `return total(count);`. */
const TYPE_BEFORE = /^(?!\s?(?:return|throw|else)\b)[\w\s*&:<>,]*\w[\s*&]+$/;
const DECLARED_AFTER = /^\s?\([^;]*\)[^;=)]*;/;

/**
 * Where a name that a changed file uses may be defined, by the looks of the line: in the file itself and the files
 * it imports (or of its package), never anywhere else. Pure.
 */
export function definitionPlaces(
  name: string,
  { path, language, imports }: LookedAt,
  hits: readonly SearchHit[],
): SearchHit[] {
  const family = languageFamily(language);
  const places = hits.filter(
    (hit) =>
      hit.text.length < LONGEST_LINE && languageFamily(hit.path) === family && looksDefined(hit.text, name, family),
  );
  const samePackage = language === 'go' || language === 'java' || language === 'c-sharp';
  const near = places.filter(
    (hit) =>
      imports.has(hit.path) || hit.path === path || (samePackage && posix.dirname(hit.path) === posix.dirname(path)),
  );
  return near.slice(0, MOST_TRIES);
}

/** By a keyword in front; by parameters after it and no end of a statement; by a value; in C by a type in front. */
export function looksDefined(text: string, name: string, family: string | null): boolean {
  const single = text.replaceAll(/\s+/g, ' ');
  return columnsOf(single, name, MOST_COLUMNS).some((column) => {
    const after = single.slice(column + name.length, column + name.length + AROUND);
    const before = single.slice(Math.max(0, column - AROUND), column);
    return (
      KEYWORD_BEFORE.test(before) ||
      (MODIFIERS_BEFORE.test(before) && PARAMETERS_AFTER.test(after)) ||
      (before.trim() === '' && VALUE_AFTER.test(after)) ||
      (family === 'cpp' && TYPE_BEFORE.test(before) && DECLARED_AFTER.test(after))
    );
  });
}
