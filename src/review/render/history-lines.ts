import { LEAST_CONFIDENCE } from '../../graph/types.js';
import { summaryText } from '../../markdown/details.js';
import { inertLine } from '../../markdown/inert.js';
import {
  authorAddress,
  commitAddress,
  issueAddress,
  linesAddress,
  ownLink,
  pullAddress,
} from '../../markdown/own-link.js';
import { countOf } from '../../words/count-of.js';
import { closedText } from '../history/closed-text.js';
import { countCallers } from '../history/count-callers.js';
import { gapText } from '../history/gap-text.js';
import { pastName } from '../history/past-name.js';
import type { ChangeHistory, PastChange } from '../history/types.js';
import { shortPath } from './short-path.js';
import { symbolLines } from './symbol-lines.js';
import { symbolTitle } from './symbol-title.js';

const MOST_RELATED = 3;
const MOST_PARTNERS = 5;
const MOST_PLACES = 10;
const MOST_FILES = 3;

export interface HistoryPlace {
  /** Null: nothing is a link. */
  repositoryUrl: string | null;
  headSha: string;
}

/**
 * What the past says, for the fold of the context: pieces of its title (HTML), and lines (Markdown). All that is known
 * of the past only is told here, each with its count; without a history there is neither. Pure.
 */
export function historyLines(
  history: ChangeHistory | undefined,
  place: HistoryPlace,
  clean: (text: string) => string,
): { title: string[]; lines: string[] } {
  if (history === undefined) return { title: [], lines: [] };
  const { experts, related, undone, called, absent } = history;
  const written = writer(place, clean);
  const shownRelated = related.slice(0, MOST_RELATED);
  const callers = countCallers(called);
  const title = [
    experts.length > 0 ? `experts ${experts.map(({ name }) => summaryText(clean(name))).join(', ')}` : '',
    shownRelated.length > 0 ? `related ${shownRelated.map(named).join(' ')}` : '',
    undone.length > 0 ? `undoes lines of ${[...new Set(undone.map(({ by }) => named(by)))].slice(0, 3).join(' ')}` : '',
    ...symbolTitle(history, clean),
    callers > 0 ? `at least ${countOf(callers, 'caller')}` : '',
    absent === null ? '' : summaryText(clean(absent)),
  ].filter(Boolean);
  const lines = [
    ...experts.map(
      ({ name, share, isInactive }) =>
        `- expert ${written.person(name)}: authorship ${share.toFixed(2)} of 1 in these files${isInactive ? ', no change in this repository for 90 days' : ''}`,
    ),
    ...reviewerLines(history, written),
    ...undone.map((fix) => {
      const { path, lines: removed, by, issue } = fix;
      const title = issue === null ? by.title : issue.title;
      return `- ${countOf(removed.length, 'removed line')} of ${written.path(path)} came with ${written.past(by)}${closedText(fix, written.issue)}${title === '' ? '' : `: ${inertLine(title, clean)}`}`;
    }),
    ...symbolLines(history, written),
    ...partnerLines(history, written),
    ...shownRelated.map(
      (one) => `- related ${written.past(one)}: ${inertLine(one.title, clean)} (${written.files(one.files)})`,
    ),
    ...callerLines(history, written),
    ...fileLines(history, written),
    ...history.factors.map((factor) => `- stands out: ${inertLine(factor, clean)}`),
    ...(absent === null ? [] : [`- ${inertLine(absent, clean)}`]),
  ];
  return { title, lines };
}

/** As HTML. */
function named(past: Pick<PastChange, 'number' | 'sha'>): string {
  return `<code>${pastName(past)}</code>`;
}

export type HistoryWriter = ReturnType<typeof writer>;
type Writer = HistoryWriter;

function writer({ repositoryUrl, headSha }: HistoryPlace, clean: (text: string) => string) {
  const linked = (text: string, address: (url: string) => string | null) =>
    ownLink(clean(text), repositoryUrl === null || clean(text) !== text ? null : address(repositoryUrl));
  const path = (name: string, at: { sha: string; line: number } | null = null) =>
    linked(at === null ? shortPath(name) : `${shortPath(name)}:${at.line}`, (url) =>
      linesAddress(url, at?.sha ?? headSha, { path: name, line: at?.line ?? 1 }),
    );
  return {
    code: (text: string) => ownLink(clean(text), null),
    person: (login: string) => linked(login, (url) => authorAddress(url, login)),
    issue: (number: number) => linked(`#${number}`, (url) => issueAddress(url, number)),
    commit: (sha: string) => linked(sha.slice(0, 7), (url) => commitAddress(url, sha)),
    past: (past: PastChange) =>
      linked(pastName(past), (url) =>
        past.number === null ? commitAddress(url, past.sha ?? '') : pullAddress(url, past.number),
      ),
    path,
    files: (paths: readonly string[]) => {
      const more = paths.length - MOST_FILES;
      return [
        ...paths.slice(0, MOST_FILES).map((one) => ownLink(clean(shortPath(one)), null)),
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join(', ');
    },
    inert: (text: string) => inertLine(text, clean),
  };
}

function reviewerLines({ reviewers: { named: first, backup, gap } }: ChangeHistory, written: Writer): string[] {
  const one = ({ name, reason }: NonNullable<typeof first>) => `${written.person(name)} (${written.inert(reason)})`;
  return [
    ...(first === null ? [] : [`- could review: ${one(first)}${backup === null ? '' : `, or ${one(backup)}`}`]),
    ...(gap === null ? [] : [`- knowledge gap: ${gapText(gap, written.person)}`]),
  ];
}

function partnerLines({ partners }: ChangeHistory, written: Writer): string[] {
  const more = partners.length - MOST_PARTNERS;
  return [
    ...partners
      .slice(0, MOST_PARTNERS)
      .map(
        ({ path, with: changed, shared, revisions }) =>
          `- ${written.path(path)} is not in this change: it came with ${written.path(changed)} in ${shared} of ${revisions} changes`,
      ),
    ...(more > 0 ? [`- and ${more} more that often came with these files`] : []),
  ];
}

/** Only what a comment may rest on, as of the commit that was read: the base may have others. */
function callerLines({ called, sha }: ChangeHistory, written: Writer): string[] {
  const asOf = sha === null ? '' : ` as of ${written.commit(sha)}`;
  return called.flatMap(({ path, name, callers, tests }) => {
    const sure = callers.filter(({ confidence }) => confidence >= LEAST_CONFIDENCE.comment);
    const places = sure
      .slice(0, MOST_PLACES)
      .map((one) => written.path(one.path, sha === null ? null : { sha, line: one.line }));
    const more = sure.length - places.length;
    const testing = tests.filter(({ confidence }) => confidence >= LEAST_CONFIDENCE.comment).map((test) => test.path);
    const tested = testing.length === 0 ? '' : `, called by tests in ${written.files(testing)}`;
    if (sure.length === 0) return [];
    return [
      `- ${written.code(name)} in ${written.path(path)} has at least ${countOf(sure.length, 'caller')}${asOf}: ${[...places, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}${tested}`,
    ];
  });
}

function fileLines({ files }: ChangeHistory, written: Writer): string[] {
  return files.flatMap(({ path, hotspot, changes, fixes }) => {
    const facts = [
      hotspot === null ? '' : `number ${hotspot} by changes × lines (${countOf(changes, 'change')} in 12 months)`,
      fixes.length === 0 ? '' : `fixed in ${fixes.map(written.past).join(', ')}`,
    ].filter(Boolean);
    return facts.length === 0 ? [] : [`- ${written.path(path)}: ${facts.join('; ')}`];
  });
}
