import { count } from '../../../format/number.js';
import { External } from '../../../ui/links.js';
import { words } from '../../../words/en.js';
import type { Repo, RepoParams } from '../repo-queries.js';
import { ShareBar } from '../share-bar.js';
import { InsightCard } from './insight-card.js';
import type { Insights } from './insights.js';
import { PathLink } from './path-link.js';

const told = words.repoInsights;

/** What is known of the files: where work is done, what was mended, what nothing uses, in which languages. */
export function CodeInsights({ params, data, repo }: { params: RepoParams; data: Insights; repo: Repo }) {
  const { hotspots, bug_prone: bugProne, dead_files: dead, languages } = data;
  const hottest = Math.max(1, ...hotspots.first.map(({ changes, lines }) => changes * lines));
  const heaviest = Math.max(0.001, ...bugProne.first.map(({ score }) => score));
  const longest = Math.max(1, ...languages.map(({ lines }) => lines));
  const file = { head: told.file, cell: ({ path }: { path: string }) => <PathLink params={params} path={path} /> };
  return (
    <>
      <InsightCard
        {...told.hotspots}
        rows={hotspots.first}
        of={hotspots.of}
        keyOf={({ path }) => path}
        columns={[
          file,
          { head: told.hotspots.changes, end: true, cell: ({ changes }) => count(changes) },
          {
            head: told.hotspots.lines,
            end: true,
            cell: ({ changes, lines }) => (
              <span className="inline-flex items-center gap-2">
                <ShareBar share={(changes * lines) / hottest} tone="bg-chart-2" />
                {count(lines)}
              </span>
            ),
          },
        ]}
      />
      <InsightCard
        {...told.bugProne}
        rows={bugProne.first}
        of={bugProne.of}
        keyOf={({ path }) => path}
        columns={[
          file,
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
                <ShareBar share={score / heaviest} tone="bg-chart-4" />
                {score.toFixed(2)}
              </span>
            ),
          },
        ]}
      />
      <InsightCard
        {...told.languages}
        rows={languages}
        keyOf={({ language }) => language}
        columns={[
          { head: told.languages.language, cell: ({ language }) => language },
          { head: told.languages.files, end: true, cell: ({ files }) => count(files) },
          {
            head: told.languages.lines,
            end: true,
            cell: ({ lines }) => (
              <span className="inline-flex items-center gap-2">
                <ShareBar share={lines / longest} />
                {count(lines)}
              </span>
            ),
          },
        ]}
      />
      <InsightCard
        {...told.dead}
        rows={dead.first}
        of={dead.of}
        keyOf={({ path }) => path}
        columns={[
          file,
          { head: told.dead.lines, end: true, cell: ({ lines }) => (lines === null ? '–' : count(lines)) },
        ]}
      />
    </>
  );
}
