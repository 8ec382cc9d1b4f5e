import { Link } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.js';
import { LINK } from '../../ui/links.js';
import { words } from '../../words/en.js';
import { mayChange } from './may-change.js';
import { askSettings } from './repo-queries.js';
import { EditedSettings } from './settings/edited-settings.js';
import { blobUrl, useRepo } from './use-repo.js';

/** The settings that hold in a repository, where each comes from, and what of them is set here. */
export function RepoSettings() {
  const { params, repo } = useRepo();
  const route = api.repos[':owner'][':repo'].settings;
  return (
    <>
      <p className="text-sm">
        <Link to="/replay" search={{ repo: repo.full_name }} className={LINK}>
          {words.repoSettings.tryThem}
        </Link>
      </p>
      <EditedSettings
        key={repo.full_name}
        queryKey={['repo', params.owner, params.repo, 'settings']}
        read={() => askSettings(params)}
        write={(json) => answerOf(route.$patch({ param: params, query: {}, json }))}
        lead={words.repoSettings.lead}
        mayNot={mayChange(repo.role) ? null : words.repos.needsWrite}
        fileUrl={blobUrl(repo, '.github/nectr.yml')}
      />
    </>
  );
}
