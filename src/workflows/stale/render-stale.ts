import { dayOf } from '../../markdown/day-of.js';
import { codeSpan } from '../../markdown/code-text.js';
import { inertLine } from '../../markdown/inert.js';
import { ownLink, pullAddress } from '../../markdown/own-link.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { placeOfFinding, type StaleFinding } from './find-stale.js';

const MOST_SHOWN = 50;

/** What the issue of a repository without such findings says. */
export const NOTHING_LEFT = 'Every finding was answered. This issue fills again when some are left.';

/**
 * The findings of a repository that nobody answered, by their pull requests, as Markdown of ours. `left`: findings that were
 * not looked at. Pure.
 */
export function renderStale(findings: readonly StaleFinding[], left: number, repositoryUrl: string): string {
  const shown = findings.slice(0, MOST_SHOWN);
  const merged = shown.filter(({ pull }) => pull.mergedAt !== null);
  const open = shown.filter(({ pull }) => pull.mergedAt === null);
  const must = findings.filter(({ severity }) => severity === 'must-fix').length;
  return [
    `${findings.length === 1 ? 'One finding was' : `${findings.length} findings were`} not answered by anybody${must === 0 ? '' : `; ${must} must be fixed`}.`,
    ...group('**Merged with the change**', merged, repositoryUrl),
    ...group('**In pull requests that are open for long**', open, repositoryUrl),
    ...(findings.length > shown.length ? [`${findings.length - shown.length} more are not shown.`] : []),
    ...(left > 0 ? [`${left} more findings were not looked at: there are too many pull requests.`] : []),
    'A finding leaves this list when it is fixed or dismissed, or its thread is answered or resolved.',
  ].join('\n\n');
}

/** The same as a few lines for a message. Pure. */
export function tellStale(fullName: string, findings: readonly StaleFinding[]): string {
  const must = findings.filter(({ severity }) => severity === 'must-fix').length;
  const pulls = [...new Set(findings.map(({ pull }) => `#${pull.number}`))];
  const named = pulls.slice(0, 5).join(', ');
  const more = pulls.length > 5 ? ` and ${pulls.length - 5} more` : '';
  return `${codeSpan(fullName)}: ${findings.length} not answered${must === 0 ? '' : `, ${must} must be fixed`} (${codeSpan(named)}${more})`;
}

function group(title: string, findings: readonly StaleFinding[], repositoryUrl: string): string[] {
  if (findings.length === 0) return [];
  const numbers = [...new Set(findings.map(({ pull }) => pull.number))];
  const parts = numbers.flatMap((number) => {
    const own = findings.filter(({ pull }) => pull.number === number);
    const [first] = own;
    if (first === undefined) return [];
    const { title: called, author, mergedAt, openedAt } = first.pull;
    const since =
      mergedAt === null
        ? `open since ${openedAt === null ? 'a day that is not known' : dayOf(openedAt)}`
        : `merged ${dayOf(mergedAt)}`;
    const head = `- ${ownLink(`#${number}`, pullAddress(repositoryUrl, number))} ${inertLine(called, cleanText)}, by ${codeSpan(author)}, ${since}`;
    return [head, ...own.map((finding) => `  - ${findingLine(finding, repositoryUrl)}`)];
  });
  return [`${title}:`, parts.join('\n')];
}

function findingLine(finding: StaleFinding, repositoryUrl: string): string {
  const { handle, severity, title, path, line, pull } = finding;
  const link = ownLink(`F${handle}`, pullAddress(repositoryUrl, pull.number, placeOfFinding(finding)));
  const what = severity === 'must-fix' ? 'must be fixed' : 'should be fixed';
  return `${link} ${what}: ${inertLine(title, cleanText)} (${codeSpan(`${path}:${line}`)})`;
}
