import type { Language } from '../../../syntax/language-of.js';
import { TIER_CONFIDENCE, type EdgeTier } from '../../types.js';

/**
 * How many of the calls that a comment could rest on (receiver, same file, import) lead where they say, by
 * `npm run bench graph-precision`: the worst of the packages that it reads, rounded down. Who changes how calls are
 * resolved measures again. A language that is not here was not measured.
 */
export const MEASURED_PRECISION: Readonly<Partial<Record<Language, number>>> = {
  typescript: 0.99,
  tsx: 0.99,
  javascript: 0.99,
  python: 0.99,
  go: 0.99,
  java: 0.99,
};
/** A language below it stays out of comments (design: symbols and calls). */
const LEAST_PRECISION = 0.85;
/** What the prompt may show, and a comment may not rest on. */
const NOT_FOR_COMMENTS = 0.7;

/** How sure an edge of that tier is, in the language of the file that it begins in. */
export function confidenceOf(language: Language, tier: EdgeTier, measured = MEASURED_PRECISION): number {
  const isTrusted = (measured[language] ?? 0) >= LEAST_PRECISION;
  return isTrusted ? TIER_CONFIDENCE[tier] : Math.min(TIER_CONFIDENCE[tier], NOT_FOR_COMMENTS);
}
