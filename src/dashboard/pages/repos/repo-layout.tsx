import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { External } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { Empty } from '../../ui/states.js';
import { Tabs } from '../../ui/tabs.js';
import { words } from '../../words/en.js';
import { RepoControls } from './repo-controls.js';
import { repoQuery, type Repo } from './repo-queries.js';
import { ScanState } from './scan-state.js';

const route = getRouteApi('/app/repos/$owner/$repo');

/** What stands above each page of a repository: its name, its state and its tabs. */
export function RepoLayout() {
  const params = route.useParams();
  const repo = useQuery(repoQuery(params));
  const name = `${params.owner}/${params.repo}`;
  return (
    <Page
      name={name}
      title={
        <span className="inline-flex flex-wrap items-center gap-2">
          <span className="wrap-anywhere">
            <span className="font-normal text-ink-soft">{params.owner}/</span>
            {params.repo}
          </span>
          {repo.data?.private === true && <Badge>{words.repos.private}</Badge>}
        </span>
      }
      lead={repo.data && <Lead repo={repo.data} />}
      actions={repo.data?.connected === true && <RepoControls repo={repo.data} />}
    >
      <Loaded of={repo}>{(data) => <Inside repo={data} />}</Loaded>
    </Page>
  );
}

function Lead({ repo }: { repo: Repo }) {
  return (
    <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <External href={repo.url}>{words.common.onGitHub}</External>
      <ScanState scan={repo.scan} />
    </span>
  );
}

function Inside({ repo }: { repo: Repo }) {
  const params = { owner: repo.owner, repo: repo.name };
  const { tabs } = words.repos;
  const isUnknown = !repo.connected && repo.scan.state === 'none';
  if (isUnknown)
    return (
      <Card>
        <Empty
          title={words.repos.notConnected}
          hint={words.repos.notConnectedHint}
          action={<RepoControls repo={repo} />}
        />
      </Card>
    );
  return (
    <>
      <Tabs
        label={tabs.label}
        tabs={[
          { name: tabs.overview, to: '/repos/$owner/$repo', params, exact: true },
          { name: tabs.graph, to: '/repos/$owner/$repo/graph', params },
          { name: tabs.files, to: '/repos/$owner/$repo/files', params },
          { name: tabs.insights, to: '/repos/$owner/$repo/insights', params },
          { name: tabs.reviews, to: '/repos/$owner/$repo/reviews', params },
          { name: tabs.settings, to: '/repos/$owner/$repo/settings', params },
        ]}
      />
      {!repo.connected && (
        <div className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line bg-yellow-soft px-4 py-2.5 text-sm text-yellow">
          <span>{words.repos.notConnected}</span>
          <RepoControls repo={repo} />
        </div>
      )}
      <Outlet />
    </>
  );
}
