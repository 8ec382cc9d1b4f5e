import { redact } from '../../access/redact.js';
import { capBody } from './cap-body.js';
import { sanitiseMarkdown } from './sanitise-markdown.js';

/** Bytes kept free for our markers. */
const MARKER_ROOM = 1000;

/** What is posted of a rendered text: inert, without secrets, within the limit, with our marker at its end. */
export function postedBody(
  text: string,
  marker: string,
  options: { repositoryUrl: string; keepSuggestions?: boolean },
): string {
  return `${capBody(redact(sanitiseMarkdown(text, options)), 60_000 - MARKER_ROOM)}\n\n${marker}`;
}
