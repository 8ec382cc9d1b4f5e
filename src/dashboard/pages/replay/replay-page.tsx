import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { connectedRepositories, mayWriteAs } from '../../api/repositories.js';
import { RepoSelect } from '../../layout/repo-filter.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { NewReplay } from './new-replay.js';
import { ReplayList } from './replay-list.js';

const route = getRouteApi('/app/replay');
const said = words.replay;

/** Settings tried on pull requests that are merged already: what is asked for, and what was. */
export function ReplayPage() {
  const { repo } = route.useSearch();
  const navigate = route.useNavigate();
  const repositories = useQuery(connectedRepositories);
  return (
    <Page
      title={said.title}
      lead={said.lead}
      actions={<RepoSelect value={repo} onChange={(chosen) => void navigate({ search: { repo: chosen } })} />}
    >
      <Loaded of={repositories}>
        {(known) => {
          const chosen = repo ?? known[0]?.full_name;
          if (chosen === undefined)
            return (
              <Card>
                <Empty title={said.noRepo} hint={said.noRepoHint} />
              </Card>
            );
          const [owner = '', name = ''] = chosen.split('/');
          const params = { owner, repo: name };
          const role = known.find((one) => one.full_name.toLowerCase() === chosen.toLowerCase())?.role;
          return (
            <>
              <NewReplay key={chosen} params={params} mayNot={mayWriteAs(role) ? null : words.repos.needsWrite} />
              <ReplayList params={params} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
