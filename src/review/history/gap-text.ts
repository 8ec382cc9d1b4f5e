import type { KnowledgeGap } from './types.js';

/** `dana is the only author of 3 of the 4 files whose history is known`; `nameOf` writes the name. Pure. */
export function gapText({ name, files, of }: KnowledgeGap, nameOf: (name: string) => string = (one) => one): string {
  const which = of === 1 ? 'the one file' : `${files} of the ${of} files`;
  return `${nameOf(name)} is the only author of ${which} whose history is known`;
}
