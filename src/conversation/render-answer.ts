import { shortPath } from '../review/render/short-path.js';
import { codeSpan } from '../markdown/code-text.js';
import { inertLine, inertText } from '../markdown/inert.js';
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
 * Markdown of an answer: the lines it rests on, as links to the blob of the commit that was read, how many citations did
 * not hold, and what it took. Says so if no line holds.
 */
export function renderAnswer(
  { text, proven, wrong }: GivenAnswer,
  { repositoryUrl, clean, sha, cost: { model, dollars, ms } }: AnswerPlace,
): string {
  const links = proven.map(({ path, line }) => {
    const shown = codeSpan(clean(`${shortPath(path)}:${line}`));
    const linkable = /^[\w./-]+$/.test(path) && !path.includes('..') && clean(path) === path;
    return linkable ? `[${shown}](${repositoryUrl}/blob/${sha}/${address(path)}#L${line})` : shown;
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

/** A path as part of an address, without what could be read as emphasis. */
function address(path: string): string {
  return path.replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '%5F');
}
