import { redact } from '../../access/redact.js';

const LONGEST = 2000;
/** What runs by itself, or decides what is installed: a click must not change that. */
const REFUSED_PATHS =
  /(^|\/)(\.github|\.git|\.circleci|\.husky)\/|(^|\/)(package(-lock)?\.json|requirements[^/]*\.txt|pyproject\.toml|go\.(mod|sum)|Dockerfile|Makefile|[^/]+\.(lock|sh|gradle))$/i;

/** A comment with its suggestion right under the claim, above what is folded. */
export function withSuggestion(body: string, block: string): string {
  const folds = body.indexOf('\n\n<details>');
  return folds < 0 ? `${body}\n\n${block}` : `${body.slice(0, folds)}\n\n${block}${body.slice(folds)}`;
}

/**
 * Markdown of a suggestion that replaces the commented lines with `text` at a click; null where a careless click
 * could do harm: files that run or install something, new addresses, long or unclean text, and what would
 * be posted with a part of it redacted (threat list S12).
 */
export function suggestionBlock(path: string, text: string): string | null {
  const unclean = /\p{Cc}|\p{Cf}/u.test(text.replace(/[\n\t]/g, '')) || /`{3}/.test(text);
  if (REFUSED_PATHS.test(path) || unclean || text.length > LONGEST || /\w:\/\//.test(text)) return null;
  if (redact(text) !== text) return null;
  return `\`\`\`suggestion\n${text}\n\`\`\``;
}
