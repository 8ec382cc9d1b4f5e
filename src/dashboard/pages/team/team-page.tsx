import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { connectedRepositories } from '../../api/repositories.js';
import { RepoSelect } from '../../layout/repo-filter.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { AboutMe } from './about-me.js';
import { Knowledge } from './knowledge.js';

const route = getRouteApi('/app/team');

/** Who knows what, where only one person does, and who reviews. Nobody is ranked. */
export function TeamPage() {
  const { repo, folder = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const repos = useQuery(connectedRepositories);
  return (
    <Page
      title={words.team.title}
      lead={words.team.lead}
      actions={
        <RepoSelect value={repo} onChange={(chosen) => void navigate({ search: { repo: chosen }, replace: true })} />
      }
    >
      <Loaded of={repos}>
        {([first]) => {
          const chosen = repo ?? first?.full_name;
          return chosen === undefined ? (
            <Empty title={words.team.noRepo} hint={words.team.noRepoHint} />
          ) : (
            <Knowledge repo={chosen} folder={folder} />
          );
        }}
      </Loaded>
      <AboutMe />
    </Page>
  );
}
