import { redact } from '../../access/redact.js';
import { asCode, capMarkdown } from '../../markdown/cap-markdown.js';
import { findLive } from '../../markdown/find-live.js';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import { cutText } from '../../words/cut-text.js';

declare const posted: unique symbol;
/** A text that `postedBody`, `postedSummary` or `postedLine` let through; nothing else may be sent to GitHub. */
export type Posted = string & { readonly [posted]: true };

/** Room within GitHub's limits, in bytes; our markers need some of it. */
const MAX_BYTES = 59_000;

export interface PostingOptions {
  /** Such as `https://github.com/acme/shop`: the only place that links may lead to. */
  repositoryUrl: string | null;
  /** The tested text that stands in the comment's suggestion block; null: none is offered. */
  suggestion?: string | null;
  /** Is told what was not let through. */
  refused(live: readonly string[]): void;
}

/**
 * What is posted of a rendered text: without secrets, within the limit, with our marker at its end. The last net: the
 * text is read once more, and where something in it would act it is shown as one block of code.
 */
export function postedBody(markdown: string, marker: string, options: PostingOptions): Posted {
  return `${postedSummary(markdown, options)}\n\n${marker}` as Posted;
}

/** The same without marker, for texts that are no comments. */
export function postedSummary(markdown: string, { repositoryUrl, suggestion = null, refused }: PostingOptions): Posted {
  const text = capMarkdown(redact(markdown.toWellFormed()), MAX_BYTES);
  const live = findLive(text, { repositoryUrl, suggestion });
  if (live.length === 0) return text as Posted;
  refused(live);
  return asCode(text, MAX_BYTES) as Posted;
}

/** Titles and annotations, which GitHub shows as plain text. */
export function postedLine(text: string, maxLength: number): Posted {
  return (cutText(redact(stripInvisible(text)), maxLength) || '(no text)') as Posted;
}
