import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api, ApiProblem } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input } from '../../ui/field.js';
import { Loaded } from '../../ui/loaded.js';
import { UnsavedGuard, useChanged } from '../../ui/unsaved.js';
import { words } from '../../words/en.js';
import { askSettings, type RepoParams } from '../repos/repo-queries.js';
import { effortsOf, firstDrafts, MOST_PULLS, MOST_SETTINGS, settingsOf, toldErrors, whyNot } from './drafts.js';
import { EstimateLine } from './estimate-line.js';
import { SettingDraftCard } from './setting-draft.js';

const said = words.replay;
const FIRST_COUNT = 5;

/** What a new replay tries, on how many pull requests, and what it will cost. */
export function NewReplay({ params, mayNot }: { params: RepoParams; mayNot: string | null }) {
  const [count, setCount] = useState<number | null>(FIRST_COUNT);
  const [drafts, setDrafts] = useState(firstDrafts);
  const changed = useChanged([count, settingsOf(drafts)]);
  const client = useQueryClient();
  const navigate = useNavigate();
  const settings = useQuery({
    queryKey: ['repo', params.owner, params.repo, 'settings'],
    queryFn: () => askSettings(params),
  });
  const start = useMutation({
    mutationFn: () =>
      answerOf(
        api.repos[':owner'][':repo'].replays.$post(
          { param: params, query: {}, json: { pull_requests: count ?? 0, settings: settingsOf(drafts) } },
          { headers: { 'Idempotency-Key': crypto.randomUUID() } },
        ),
      ),
    onSuccess: ({ id }) => navigate({ to: '/replay/$id', params: { id }, ignoreBlocker: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ['replays'] }),
  });
  const refusal = whyNot(drafts, count);
  const { error } = start;
  const told =
    error === null
      ? []
      : error instanceof ApiProblem && error.errors.length > 0
        ? toldErrors(error.errors, drafts)
        : [error.message];
  return (
    <Card title={said.create}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (refusal === null && mayNot === null) start.mutate();
        }}
      >
        <UnsavedGuard changed={changed} />
        <Field label={said.pulls} hint={said.pullsHint}>
          {(ids) => (
            <Input
              {...ids}
              type="number"
              min={1}
              max={MOST_PULLS}
              className="w-24"
              disabled={mayNot !== null}
              value={count ?? ''}
              onChange={({ target }) => setCount(target.value === '' ? null : Number(target.value))}
            />
          )}
        </Field>
        <Loaded of={settings}>
          {(now) => (
            <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
              {drafts.map((draft, at) => (
                <SettingDraftCard
                  key={draft.id}
                  draft={draft}
                  number={at + 1}
                  now={now.settings}
                  disabled={mayNot !== null}
                  onChange={(changed) => setDrafts(drafts.map((one) => (one.id === draft.id ? changed : one)))}
                  onRemove={drafts.length === 1 ? null : () => setDrafts(drafts.filter((one) => one.id !== draft.id))}
                />
              ))}
              {drafts.length < MOST_SETTINGS && mayNot === null && (
                <button
                  type="button"
                  className="min-h-16 rounded-lg border border-dashed border-line-strong text-sm text-ink-soft hover:bg-hover hover:text-ink"
                  onClick={() => {
                    const id = Math.max(...drafts.map((one) => one.id)) + 1;
                    setDrafts([...drafts, { id, name: said.settingName(drafts.length + 1), values: {} }]);
                  }}
                >
                  {said.addSetting}
                </button>
              )}
            </div>
          )}
        </Loaded>
        {told.length > 0 && (
          <ul role="alert" className="text-sm text-red">
            {told.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
        <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
          <div className="min-w-0 flex-1 basis-64 text-sm text-ink-soft" aria-live="polite">
            {(mayNot ?? refusal) !== null ? (
              <p>{mayNot ?? refusal}</p>
            ) : (
              <EstimateLine
                params={params}
                pullRequests={count ?? 1}
                settings={drafts.length}
                efforts={effortsOf(drafts)}
              />
            )}
          </div>
          <Button type="submit" look="primary" disabled={(mayNot ?? refusal) !== null} busy={start.isPending}>
            {said.start}
          </Button>
        </div>
      </form>
    </Card>
  );
}
