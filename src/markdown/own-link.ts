import { redact } from '../access/redact.js';
import { codeSpan } from './code-text.js';

/** Longer ones would take the room of the text. */
const LONGEST_ADDRESS = 400;
const LOGIN = /^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}$/;
const SHA = /^[0-9a-f]{40,64}$/;
/** What is not shown as it stands: an address must not hold what its text hides. */
const UNSHOWN = /\p{C}|[^\S ]| {2}|^ | $/u;
/** How the page of a pull request names what is posted there. */
const ANCHOR = { comment: 'discussion_r', review: 'pullrequestreview-', summary: 'issuecomment-' } as const;

const STORED =
  /^(?:pull\/\d{1,10}(?:#(?:discussion_r|pullrequestreview-|issuecomment-)\d{1,20})?|issues\/\d{1,10}|blob\/[0-9a-f]{40,64}\/[\w./%-]{1,300}#L\d{1,7}(?:-L\d{1,7})?)$/;

export interface PostedPart {
  kind: keyof typeof ANCHOR;
  id: number;
}

/**
 * A link of ours, in the one form that `findLive` lets through: its text is code, its address one of those below.
 * Without an address the text alone.
 */
export function ownLink(text: string, address: string | null, options: { inTable?: boolean } = {}): string {
  const shown = codeSpan(text, options);
  return address === null || shown === '' ? shown : `[${shown}](${address})`;
}

/** The page of lines of a file at a commit; null where the path has no address that is sure to be read as one. */
export function linesAddress(
  repositoryUrl: string,
  sha: string,
  { path, line, startLine = null }: { path: string; line: number; startLine?: number | null },
): string | null {
  if (!SHA.test(sha) || path.includes('..') || UNSHOWN.test(path) || redact(path) !== path) return null;
  const lines = startLine !== null && startLine < line ? `L${startLine}-L${line}` : `L${line}`;
  const address = `${repositoryUrl}/blob/${sha}/${path.split('/').map(encoded).join('/')}#${lines}`;
  return address.length > LONGEST_ADDRESS ? null : address;
}

/** The page of a commit; null where `sha` is none. */
export function commitAddress(repositoryUrl: string, sha: string): string | null {
  return SHA.test(sha) ? `${repositoryUrl}/commit/${sha}` : null;
}

/** The page of a pull request, at the beginning or at something that was posted there. */
export function pullAddress(repositoryUrl: string, number: number, at: PostedPart | null = null): string {
  return `${repositoryUrl}/pull/${number}${at === null ? '' : `#${ANCHOR[at.kind]}${at.id}`}`;
}

/** The page of an issue. */
export function issueAddress(repositoryUrl: string, number: number): string {
  return `${repositoryUrl}/issues/${number}`;
}

/** A link that was stored, if it leads to a pull request or an issue of this repository, or to what is posted there. */
export function storedAddress(repositoryUrl: string, link: string): string | null {
  const rest = link.startsWith(`${repositoryUrl}/`) ? link.slice(repositoryUrl.length + 1) : '';
  return STORED.test(rest) && !rest.includes('..') && redact(link) === link ? link : null;
}

/** What a person has committed there; null where the login is none of GitHub's. It mentions nobody. */
export function authorAddress(repositoryUrl: string, login: string): string | null {
  return LOGIN.test(login) ? `${repositoryUrl}/commits?author=${login}` : null;
}

/** A part of a path, without what could end an address or be read as emphasis. */
function encoded(part: string): string {
  return encodeURIComponent(part)
    .replaceAll(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '%5F');
}
