import { dayOf } from '../../markdown/day-of.js';
import { authorAddress, linesAddress, ownLink, pullAddress } from '../../markdown/own-link.js';
import { codeSpan } from '../../markdown/code-text.js';
import { inertLine } from '../../markdown/inert.js';
import type { SuspectFrame } from '../../integrations/sentry/suspect-frames.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { cutText } from '../../words/cut-text.js';
import type { Suspicion } from './find-suspects.js';
import type { Suspect, Tie } from './rank-suspects.js';
import type { SentryError } from './read-sentry-error.js';

const MOST_SHOWN_FRAMES = 5;
const MOST_SHOWN_TIES = 3;
const LONGEST_TITLE = 200;

/** What an issue about an error is called: plain text of one line. Pure. */
export function titleOf({ title }: Pick<SentryError, 'title'>): string {
  const line = cleanText(title).replaceAll(/\s+/g, ' ').trim();
  return line.length <= LONGEST_TITLE ? line : `${cutText(line, LONGEST_TITLE - 1)}…`;
}

/**
 * What is known of an error, as Markdown of ours: what fails, where, which merged pull requests are suspected and why, who
 * knows the files. Everything that others wrote is inert in it. `repositoryUrl`: such as `https://github.com/acme/shop`. Pure.
 */
export function renderSuspects(error: SentryError, found: Suspicion, repositoryUrl: string): string {
  const { frames, suspects, experts, sha, missing } = found;
  const parts = [
    `**What fails:** ${inertLine(error.title, cleanText)}`,
    factsOf(error),
    ...section(
      '**Where**, what failed first',
      frames.slice(0, MOST_SHOWN_FRAMES).map((frame) => `${frameLink(frame, sha, repositoryUrl)}${calledOf(frame)}`),
    ),
    ...section(
      '**Suspected pull requests**, the most likely first',
      suspects.map((suspect) => suspectLine(suspect, frames, repositoryUrl)),
    ),
    ...(frames.length > 0 && suspects.length === 0
      ? ['**Suspected pull requests:** none. No merged pull request is known to have brought these lines.']
      : []),
    ...section(
      '**Who knows these files**',
      experts.map(
        ({ login, reason }) =>
          `${ownLink(login, authorAddress(repositoryUrl, login))}: ${inertLine(reason, cleanText)}`,
      ),
    ),
    ...section(
      '**Not known**',
      missing.map((one) => inertLine(one, cleanText)),
    ),
    ...(error.url === null ? [] : [`Sentry: ${codeSpan(cleanText(error.url))}`]),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, lines.map((line) => `- ${line}`).join('\n')];
}

function factsOf({ key, count, users, firstSeen, isBack, since, event, culprit }: SentryError): string {
  const counts = [
    ...(count === null ? [] : [plural(count, 'event')]),
    ...(users === null ? [] : [plural(users, 'user')]),
  ].join(', ');
  const facts = [
    ...(isBack ? [`It was resolved, and is back since ${dayOf(since)}.`] : []),
    ...(firstSeen === null ? [] : [`First seen ${dayOf(firstSeen)}${counts === '' ? '' : `; ${counts} so far`}.`]),
    ...(event?.environment == null ? [] : [`Environment ${codeSpan(cleanText(event.environment))}.`]),
    ...(event?.release == null ? [] : [`Release ${codeSpan(cleanText(event.release))}.`]),
    ...(culprit === null ? [] : [`In ${codeSpan(cleanText(culprit))}.`]),
    ...(key === null ? [] : [`Sentry calls it ${codeSpan(key)}.`]),
  ];
  return facts.join(' ');
}

function frameLink({ path, line }: SuspectFrame, sha: string | null, repositoryUrl: string): string {
  const address = line === null || sha === null ? null : linesAddress(repositoryUrl, sha, { path, line });
  return ownLink(line === null ? path : `${path}:${line}`, address);
}

function calledOf({ function: name }: SuspectFrame): string {
  return name === null || name === '' ? '' : ` in ${codeSpan(cleanText(name))}`;
}

function suspectLine(
  { number, title, author, mergedAt, ties }: Suspect,
  frames: readonly SuspectFrame[],
  repositoryUrl: string,
): string {
  const by = author === null ? '' : `, by ${codeSpan(author)}`;
  const why = ties.slice(0, MOST_SHOWN_TIES).map((tie) => tieText(tie, frames.length));
  const head = `${ownLink(`#${number}`, pullAddress(repositoryUrl, number))} ${inertLine(title, cleanText)}${by}, merged ${dayOf(mergedAt)}`;
  return `${head}: ${why.join('; ')}`;
}

function tieText(tie: Tie, frames: number): string {
  const { frame, depth } = tie;
  const path = codeSpan(frame.path);
  const where = depth === 0 ? 'where it fails' : `frame ${depth + 1} of ${frames}`;
  switch (tie.kind) {
    case 'line':
      return `brought line ${frame.line} of ${path} (${where})`;
    case 'near':
      return `brought ${tie.lines.length === 1 ? 'line' : 'lines'} ${tie.lines.join(', ')} of ${path}, beside line ${frame.line} (${where})`;
    case 'file':
      return `was the last to change ${path} before (${where})`;
  }
}

function plural(count: number, word: string): string {
  return `${count} ${count === 1 ? word : `${word}s`}`;
}
