const HEADING = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/;
const OF_CODE =
  /\b(?:cod(?:e|ing)|styl(?:e|es|ing)|conventions?|guidelines?|lint(?:ing)?|formatting|naming|tests?|testing|architecture|structure|errors?|apis?|types?|security|performance|patterns?|practices?|rules?|logging|comments?|compatibility)\b/i;
const NOT_OF_CODE =
  /\b(?:conduct|code of|licen[cs]e|sign(?:ing|ed)?[- ]?off|cla|commit|release|releasing|report(?:ing)?|pull requests?|set-?up|install(?:ing|ation)?|running|run|questions?|community|issues?|source code|code reviews?|codespaces?)\b/i;
const LONGEST_HEADING = 200;
const FENCE = /^ {0,3}(?:```|~~~)/;

/** The sections of a document for contributors that speak of how code is written; empty: none does. Pure. */
export function codeSections(document: string): string {
  const kept: string[] = [];
  let isKept = false;
  let isFenced = false;
  for (const line of document.split(/\r?\n/)) {
    if (FENCE.test(line)) isFenced = !isFenced;
    const heading = isFenced ? undefined : HEADING.exec(line.slice(0, LONGEST_HEADING))?.[1];
    if (heading !== undefined) isKept = OF_CODE.test(heading) && !NOT_OF_CODE.test(heading);
    if (isKept) kept.push(line);
  }
  return kept.join('\n').trim();
}
