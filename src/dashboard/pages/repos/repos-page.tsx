import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { answerOf, api } from '../../api/client.js';
import { FilterSelect } from '../../ui/field.js';
import { External } from '../../ui/links.js';
import { Filters, Page } from '../../ui/page.js';
import { SearchBox } from '../../ui/search-box.js';
import { words } from '../../words/en.js';
import { RepoTable } from './repo-table.js';

const route = getRouteApi('/app/repos');

/** The repositories that are reviewed, and those that could be. */
export function ReposPage() {
  const { q, show } = route.useSearch();
  const navigate = route.useNavigate();
  const look = useCallback(
    (value: string | undefined) => void navigate({ search: (before) => ({ ...before, q: value }), replace: true }),
    [navigate],
  );
  return (
    <Page title={words.repos.title} lead={words.repos.lead}>
      <Filters>
        <SearchBox value={q} placeholder={words.repos.search} onChange={look} />
        <FilterSelect
          name={words.repos.show.name}
          value={show}
          all={words.repos.show.all}
          options={[
            ['connected', words.repos.show.connected],
            ['available', words.repos.show.available],
          ]}
          onChange={(value) =>
            void navigate({ search: (before) => ({ ...before, show: value as 'connected' | undefined }) })
          }
        />
      </Filters>
      {show !== 'available' && <RepoTable connected q={q} />}
      {show !== 'connected' && <RepoTable connected={false} q={q} />}
      <GrantMore />
    </Page>
  );
}

/** The way to repositories that the App has no access to: GitHub's page. */
function GrantMore() {
  const { data } = useQuery({
    queryKey: ['install-url'],
    queryFn: () => answerOf(api.repos.$get({ query: { limit: '1' } })),
    staleTime: Infinity,
  });
  const url = data?.items[0]?.install_url;
  return (
    <p className="text-sm text-ink-soft">
      {words.repos.missing}{' '}
      {url === undefined ? words.repos.askOwner : <External href={url}>{words.repos.grant}</External>}
    </p>
  );
}
