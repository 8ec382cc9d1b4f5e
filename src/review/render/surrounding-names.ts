import { summaryText } from '../../markdown/details.js';
import { countOf } from '../../words/count-of.js';
import type { Surrounding } from '../types.js';

const NOUNS = { sentry: 'error', slack: 'message', other: 'page' } as const;

/**
 * What of other services was read for a review: `ENG-123 (Linear)`, `2 errors (Sentry)`. Only names and counts: whoever
 * reads a pull request may not be allowed to read there. HTML of one line each, which is Markdown as well.
 */
export function surroundingNames(surroundings: readonly Surrounding[], clean: (text: string) => string): string[] {
  const counted = new Map<string, { kind: Exclude<Surrounding['kind'], 'linear'>; count: number }>();
  const names: string[] = [];
  for (const { kind, source, key } of surroundings) {
    if (kind === 'linear')
      names.push(`<code>${summaryText(clean(key ?? 'an issue'))}</code> (${summaryText(clean(source))})`);
    else counted.set(source, { kind, count: (counted.get(source)?.count ?? 0) + 1 });
  }
  const counts = [...counted].map(
    ([source, { kind, count }]) => `${countOf(count, NOUNS[kind])} (${summaryText(clean(source))})`,
  );
  return [...names, ...counts];
}
