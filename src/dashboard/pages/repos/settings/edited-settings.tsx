import { useMutation, useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { ApiProblem } from '../../../api/client.js';
import { Loaded } from '../../../ui/loaded.js';
import { Markdown } from '../../../ui/markdown.js';
import { Time } from '../../../ui/time.js';
import { complain, say } from '../../../ui/toast.js';
import { words } from '../../../words/en.js';
import type { RepoSettingsAnswer } from '../repo-queries.js';
import { SettingsForm } from './settings-form.js';

type Settings = Pick<
  RepoSettingsAnswer,
  'settings' | 'sources' | 'read_only' | 'dashboard' | 'notices' | 'changed_at' | 'changed_by'
>;

interface Props {
  queryKey: QueryKey;
  read: () => Promise<Settings>;
  write: (patch: Record<string, unknown>) => Promise<Settings>;
  lead: string;
  /** Why nothing may be changed; null: it may. */
  mayNot: string | null;
  /** Of the file that goes over them; null: there is none. */
  fileUrl: string | null;
}

/** Settings with where each comes from, who changed them last, and the form that changes them. */
export function EditedSettings({ queryKey, read, write, lead, mayNot, fileUrl }: Props) {
  const client = useQueryClient();
  const settings = useQuery({ queryKey, queryFn: read });
  const save = useMutation({
    mutationFn: write,
    onSuccess: (now) => {
      client.setQueryData(queryKey, now);
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
            {lead}
            {answer.changed_at !== null && (
              <>
                {' '}
                {words.repoSettings.changed(answer.changed_by)} <Time at={answer.changed_at} />.
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
            mayNot={mayNot}
            fileUrl={fileUrl}
            busy={save.isPending}
            error={save.error}
            onSave={(patch) => save.mutateAsync(patch)}
          />
        </>
      )}
    </Loaded>
  );
}
