import { cutText } from '../../../words/cut-text.js';
import type { ChangeHistory } from '../../history/types.js';
import { closedText } from '../../history/closed-text.js';
import { pastName } from '../../history/past-name.js';
import { symbolsText } from './symbols-text.js';

const MOST = 8;
const LONGEST_TITLE = 120;

/**
 * What the past says of a change, a line each with its count or its place; nothing that does not touch this change, and
 * no names of people: they prove nothing (fault S14). Empty: there is nothing. What the model may rest on says its
 * tier. Pure.
 */
export function historyText(history: ChangeHistory): string {
  const { undone, called, sha, partners, files, related } = history;
  const lines = [
    ...undone.map(
      ({ path, lines: removed, by, issue }) =>
        `- removed lines ${removed.slice(0, 10).join(', ')} of ${path} (base) came with ${pastName(by)} "${short(by.title)}"${closedText({ issue }, (number) => `${issue?.isBug === true ? 'bug ' : ''}#${number}`)}${issue === null || issue.title === '' ? '' : ` "${short(issue.title)}"`}`,
    ),
    ...symbolsText(history),
    ...called.slice(0, MOST).flatMap(({ path, name, callers, tests }) => [
      ...(callers.length === 0
        ? []
        : [
            `- ${name} in ${path} has at least these callers${sha === null ? '' : ` (as of ${sha.slice(0, 7)})`}: ${callers
              .slice(0, MOST)
              .map((one) => `${one.path}:${one.line} ${one.name} [${one.tier}, ${one.confidence.toFixed(2)}]`)
              .join('; ')}${callers.length > MOST ? `; and ${callers.length - MOST} more` : ''}`,
          ]),
      ...(tests.length === 0
        ? []
        : [
            `- ${name} in ${path} is called by tests: ${tests
              .slice(0, 3)
              .map((one) => `${one.path} [${one.tier}, ${one.confidence.toFixed(2)}]`)
              .join(', ')}`,
          ]),
    ]),
    ...partners
      .slice(0, MOST)
      .map(
        ({ path, with: changed, shared, revisions }) =>
          `- ${shared} of ${revisions} changes of ${changed} came with ${path}, which is not in this change`,
      ),
    ...files.flatMap(({ path, fixes }) =>
      fixes.length === 0
        ? []
        : [`- fixed in ${path} before: ${fixes.map((fix) => `${pastName(fix)} "${short(fix.title)}"`).join('; ')}`],
    ),
    ...related
      .slice(0, 3)
      .map((one) => `- related: ${pastName(one)} "${short(one.title)}" (${one.files.slice(0, 3).join(', ')})`),
  ];
  return lines.map((line) => line.replaceAll(/\s+/g, ' ')).join('\n');
}

function short(text: string): string {
  return cutText(text, LONGEST_TITLE);
}
