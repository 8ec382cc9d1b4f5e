import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, ApiProblem } from '../../api/client.js';
import type { Installation } from '../../layout/use-installation.js';
import { Loaded } from '../../ui/loaded.js';
import { Markdown } from '../../ui/markdown.js';
import { Time } from '../../ui/time.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { SettingsForm } from '../repos/settings/settings-form.js';

const { reviews } = words.settings;

/** What is set for all repositories of an installation; a repository, and its file, go over it. */
export function InstallationSettings({ installation: { id } }: { installation: Installation }) {
  const client = useQueryClient();
  const route = api.installations[':id'].settings;
  const param = { id: String(id) };
  const queryKey = ['settings', id, 'reviews'];
  const found = useQuery({ queryKey, queryFn: () => answerOf(route.$get({ param, query: {} })) });
  const save = useMutation({
    mutationFn: (json: Record<string, unknown>) => answerOf(route.$patch({ param, query: {}, json })),
    onSuccess: (now) => {
      client.setQueryData(queryKey, now);
      say(words.common.saved);
    },
    onError: (error) => {
      if (!(error instanceof ApiProblem) || error.errors.length === 0) complain(error);
    },
  });
  return (
    <Loaded of={found}>
      {(answer) => (
        <>
          <p className="text-sm text-ink-soft">
            {reviews.lead}
            {answer.changed_at !== null && (
              <>
                {' '}
                {reviews.changed(answer.changed_by)} <Time at={answer.changed_at} />.
              </>
            )}
          </p>
          {answer.notices.length > 0 && (
            <div role="note" className="rounded-lg border border-line bg-yellow-soft px-4 py-2.5 text-sm">
              <Markdown text={answer.notices.map((notice) => `* ${notice}`).join('\n')} />
            </div>
          )}
          <SettingsForm
            // What is typed is of one installation.
            key={id}
            answer={answer}
            mayNot={null}
            fileUrl={null}
            busy={save.isPending}
            error={save.error}
            onSave={(patch) => save.mutateAsync(patch)}
          />
        </>
      )}
    </Loaded>
  );
}
