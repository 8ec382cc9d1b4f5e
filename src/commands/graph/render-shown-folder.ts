import { dayOf } from '../../markdown/day-of.js';
import type { FirstOf, ShownFolder } from '../../graph/ask/show-folder.js';
import { codeFence, codeSpan } from '../../markdown/code-text.js';
import { countOf } from '../../words/count-of.js';
import { onOneLine } from './on-one-line.js';

/** What `nectr graph show` prints of a folder: each list with what it is counted from, and what nothing is known of. */
export function renderShownFolder(shown: ShownFolder, markdown: boolean): string {
  const { folder, files, lines, source } = shown;
  const name = folder === '' ? 'the whole repository' : `${folder}/`;
  const facts =
    files === 0 ? 'no file of a scan that has ended' : `${countOf(files, 'file')}, ${countOf(lines, 'line')}`;
  const parts = sectionsOf(shown);
  const known = parts.filter((part) => part.lines.length > 0);
  const unknown = parts.filter((part) => part.lines.length === 0).map(({ title }) => title.toLowerCase());
  const sections = known.map((part) => {
    const title = `${part.title} (${part.from})`;
    return markdown
      ? `### ${title}\n\n${codeFence(part.lines.join('\n'))}`
      : [title, ...part.lines.map((line) => `  ${onOneLine(line)}`)].join('\n');
  });
  const head = markdown ? `## ${codeSpan(name)}\n\n${facts}` : `${onOneLine(name)}: ${facts}`;
  const nothing = source.changing > 0 && unknown.length > 0 ? [`Nothing is known of: ${unknown.join(', ')}.`] : [];
  return `${[head, sourceText(source), ...sections, ...nothing].join('\n\n')}\n`;
}

function sourceText({ historyImported, pulls, changing, from, to, paths }: ShownFolder['source']): string {
  const missing = historyImported ? '' : ' The history of this repository is not imported yet.';
  if (from === null || to === null) return `No merged pull request is known that changed something here.${missing}`;
  return (
    `${changing} of the newest ${countOf(pulls, 'merged pull request')} changed something here, ` +
    `${dayOf(from)} to ${dayOf(to)}. ` +
    `People and fixes are those of the ${countOf(paths, 'file')} that changed most.${missing}`
  );
}

function sectionsOf(shown: ShownFolder): { title: string; from: string; lines: string[] }[] {
  const { people, busFactor, hotspots, bugProne, outside, source } = shown;
  const byDegree = `degree of authorship, 0 to 1, the mean over ${countOf(source.paths, 'file')}`;
  return [
    {
      title: 'People',
      from: byDegree,
      lines: listed(people, ({ login, share, authorOf, lastAt, isInactive }) => {
        const away = isInactive ? ', not seen for 90 days' : '';
        const owns = `author of ${countOf(authorOf, 'file')}`;
        return `${login}: ${share.toFixed(2)}, ${owns}, last change ${dayOf(lastAt)}${away}`;
      }),
    },
    {
      title: 'Bus factor',
      from: 'who would have to leave until more than half of the files have no author',
      lines: busFactor === null ? [] : [`${busFactor.people}, of ${countOf(busFactor.of, 'file')} with an author`],
    },
    {
      title: 'Hotspots',
      from: 'changes in 12 months × lines',
      lines: listed(hotspots, ({ path, changes, lines }) => `${path}: ${changes} × ${lines}`),
    },
    {
      title: 'Bug-prone files',
      from: 'merged pull requests of 12 months that closed a bug, the newest count most',
      lines: listed(bugProne, ({ path, score, fixes }) => {
        const which = fixes.map(({ number, title }) => `#${number} ${title}`);
        return `${path}: ${score.toFixed(2)}, ${which.join('; ')}`;
      }),
    },
    ...(shown.folder === ''
      ? []
      : [
          {
            title: 'What changes with it, outside',
            from: 'merged pull requests of 12 months with at most 30 files',
            lines: listed(
              outside,
              ({ path, shared, revisions, lastNumber }) =>
                `${path}: in ${shared} of ${countOf(revisions, 'change')}, last #${lastNumber}`,
            ),
          },
        ]),
  ];
}

function listed<One>({ first, of }: FirstOf<One>, line: (one: One) => string): string[] {
  return [...first.map(line), ...(of > first.length ? [`(only the first ${first.length} of ${of} are told)`] : [])];
}
