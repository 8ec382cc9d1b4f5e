import { useQuery } from '@tanstack/react-query';
import { counted } from '../../format/number.js';
import { localTime } from '../../format/time.js';
import { Loaded } from '../../ui/loaded.js';
import { words } from '../../words/en.js';
import { FixedMost, Hotspots, Languages, MaybeUnused } from './insights/code-insights.js';
import { type Insights, insightsQuery } from './repo-queries.js';
import { BusFactor, Ownership, WhomToAsk } from './insights/people-insights.js';
import { useRepo } from './use-repo.js';

/** What the past and the code of a repository tell, each with how it is counted. */
export function RepoInsights() {
  const { params, repo } = useRepo();
  const insights = useQuery(insightsQuery(params, repo.scan.scanned_at));
  return (
    <Loaded of={insights}>
      {(data) => (
        <>
          <Source source={data.source} />
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <div className="flex min-w-0 flex-col gap-4">
              <Hotspots params={params} data={data} />
              <Ownership params={params} data={data} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <BusFactor data={data} />
              <WhomToAsk data={data} />
              <FixedMost params={params} data={data} repo={repo} />
              <Languages data={data} />
              <MaybeUnused params={params} data={data} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}

function Source({ source: { pulls, from, to, history_imported } }: { source: Insights['source'] }) {
  const told = words.repoInsights;
  return (
    <p className="text-sm text-ink-soft">
      {pulls === 0 || from === null || to === null
        ? told.noSource
        : `${told.source(counted(pulls, 'pull request'), localTime(from), localTime(to))}.`}
      {!history_imported && ` ${told.importing}`}
    </p>
  );
}
