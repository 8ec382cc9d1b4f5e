import { shortPath } from '../review/render/short-path.js';
import { codeSpan } from '../markdown/code-text.js';
import { inertLine, inertText } from '../markdown/inert.js';
import { linesAddress, ownLink } from '../markdown/own-link.js';
import { dollarsText } from '../review/render/dollars-text.js';
import type { GivenAnswer } from './give-answer.js';

export interface AnswerPlace {
  repositoryUrl: string;
  /** Masks secrets. */
  clean(text: string): string;
  /** The commit that was read. */
  sha: string;
  /** What the answer took; `dollars` is null where that was not told. */
  cost: { model: string; dollars: number | null; ms: number };
}

/**
 * Markdown of an answer: the lines it rests on, as links to the blob of the commit that was read, how many citations
 * did not hold, and what it took. Says so if no line holds.
 */
export function renderAnswer(
  { text, proven, wrong }: GivenAnswer,
  { repositoryUrl, clean, sha, cost: { model, dollars, ms } }: AnswerPlace,
): string {
  const links = proven.map(({ path, line }) => {
    const address = clean(path) === path ? linesAddress(repositoryUrl, sha, { path, line }) : null;
    return ownLink(clean(`${shortPath(path)}:${line}`), address);
  });
  const proof =
    links.length > 0
      ? `Lines at ${codeSpan(sha.slice(0, 7))}: ${links.join(' · ')}`
      : 'No line of the code was shown to back this answer: check it before you rely on it.';
  const took = [
    inertLine(model),
    ...(dollars === null ? [] : [dollarsText(dollars)]),
    `${Math.round(ms / 1000)} s`,
    ...(wrong.length > 0
      ? [`${wrong.length} ${wrong.length === 1 ? 'citation' : 'citations'} dropped: not in the code`]
      : []),
  ];
  return `${inertText(text, clean)}\n\n${proof}\n\n<sub>${took.join(' · ')}</sub>`;
}
