import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, ApiProblem } from '../../api/client.js';
import { Loaded } from '../../ui/loaded.js';
import { Markdown } from '../../ui/markdown.js';
import { Time } from '../../ui/time.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { mayChange } from './may-change.js';
import { settingsQuery } from './repo-queries.js';
import { SettingsForm } from './settings/settings-form.js';
import { blobUrl, useRepo } from './use-repo.js';

const told = words.repoSettings;

/** The settings that hold in a repository, where each comes from, and what of them is set here. */
export function RepoSettings() {
  const { params, repo } = useRepo();
  const client = useQueryClient();
  const query = settingsQuery(params);
  const settings = useQuery(query);
  const save = useMutation({
    mutationFn: (json: Record<string, unknown>) =>
      answerOf(api.repos[':owner'][':repo'].settings.$patch({ param: params, query: {}, json })),
    onSuccess: (answer) => {
      client.setQueryData(query.queryKey, answer);
      say(words.common.saved);
    },
    onError: (error) => {
      if (!(error instanceof ApiProblem) || error.errors.length === 0) complain(error);
    },
  });
  return (
    <Loaded of={settings}>
      {(answer) => (
        <>
          <p className="text-sm text-ink-soft">
            {told.lead}
            {answer.changed_at !== null && (
              <>
                {' '}
                {told.changed(answer.changed_by)} <Time at={answer.changed_at} />.
              </>
            )}
          </p>
          {answer.notices.length > 0 && (
            <div role="note" className="rounded-lg border border-line bg-yellow-soft px-4 py-2.5 text-sm">
              <Markdown text={answer.notices.map((notice) => `* ${notice}`).join('\n')} />
            </div>
          )}
          <SettingsForm
            answer={answer}
            mayNot={mayChange(repo.role) ? null : words.repos.needsWrite}
            fileUrl={blobUrl(repo, '.github/nectr.yml')}
            busy={save.isPending}
            error={save.error}
            onSave={(patch) => save.mutateAsync(patch)}
          />
        </>
      )}
    </Loaded>
  );
}
