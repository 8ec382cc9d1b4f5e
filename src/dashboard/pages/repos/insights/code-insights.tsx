import { languageName } from '../../../../syntax/language-name.js';
import { count } from '../../../format/number.js';
import { External } from '../../../ui/links.js';
import { words } from '../../../words/en.js';
import type { Repo, RepoParams, Insights } from '../repo-queries.js';
import { SmallBar } from '../small-bar.js';
import { InsightCard } from './insight-card.js';
import { PathLink } from './path-link.js';

const told = words.repoInsights;

interface Props {
  params: RepoParams;
  data: Insights;
}

function fileColumn(params: RepoParams) {
  return { head: told.file, cell: ({ path }: { path: string }) => <PathLink params={params} path={path} /> };
}

/** Where much is done in much code. */
export function Hotspots({ params, data: { hotspots } }: Props) {
  const hottest = Math.max(1, ...hotspots.first.map(({ changes, lines }) => changes * lines));
  return (
    <InsightCard
      {...told.hotspots}
      rows={hotspots.first}
      of={hotspots.of}
      keyOf={({ path }) => path}
      columns={[
        fileColumn(params),
        { head: told.hotspots.changes, end: true, cell: ({ changes }) => count(changes) },
        {
          head: told.hotspots.lines,
          end: true,
          cell: ({ changes, lines }) => (
            <span className="inline-flex items-center gap-2">
              <SmallBar share={(changes * lines) / hottest} tone="chart-2" />
              {count(lines)}
            </span>
          ),
        },
      ]}
    />
  );
}

/** What bugs were mended in. */
export function FixedMost({ params, data: { bug_prone: bugProne }, repo }: Props & { repo: Repo }) {
  const heaviest = Math.max(0.001, ...bugProne.first.map(({ score }) => score));
  return (
    <InsightCard
      {...told.bugProne}
      rows={bugProne.first}
      of={bugProne.of}
      keyOf={({ path }) => path}
      columns={[
        fileColumn(params),
        {
          head: told.bugProne.fixes,
          cell: ({ fixes }) => (
            <span className="flex flex-wrap gap-x-2">
              {fixes.map(({ number, title }) => (
                <External key={number} href={`${repo.url}/pull/${number}`}>
                  <span title={title}>#{number}</span>
                </External>
              ))}
            </span>
          ),
        },
        {
          head: told.bugProne.score,
          end: true,
          cell: ({ score }) => (
            <span className="inline-flex items-center gap-2">
              <SmallBar share={score / heaviest} tone="chart-4" />
              {score.toFixed(2)}
            </span>
          ),
        },
      ]}
    />
  );
}

/** In which languages how much is written. */
export function Languages({ data: { languages } }: Pick<Props, 'data'>) {
  const longest = Math.max(1, ...languages.map(({ lines }) => lines));
  return (
    <InsightCard
      {...told.languages}
      rows={languages}
      keyOf={({ language }) => language}
      columns={[
        { head: told.languages.language, cell: ({ language }) => languageName(language) },
        { head: told.languages.files, end: true, cell: ({ files }) => count(files) },
        {
          head: told.languages.lines,
          end: true,
          cell: ({ lines }) => (
            <span className="inline-flex items-center gap-2">
              <SmallBar share={lines / longest} />
              {count(lines)}
            </span>
          ),
        },
      ]}
    />
  );
}

/** What nothing uses, as far as can be seen. */
export function MaybeUnused({ params, data: { dead_files: dead } }: Props) {
  return (
    <InsightCard
      {...told.dead}
      rows={dead.first}
      of={dead.of}
      keyOf={({ path }) => path}
      columns={[
        fileColumn(params),
        { head: told.dead.lines, end: true, cell: ({ lines }) => (lines === null ? '–' : count(lines)) },
      ]}
    />
  );
}
