import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useConnectedRepos } from '../../api/repositories.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Checkbox, Field, Input } from '../../ui/field.js';
import { Loaded } from '../../ui/loaded.js';
import { complain } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { executionDetail } from '../executions/queries.js';
import { RunSteps } from '../executions/run-steps.js';
import { RunHead } from '../executions/run-head.js';
import { EventChoice } from './event-choice.js';
import type { Workflow } from './queries.js';

const said = words.workflows.run;
const key = () => ({ headers: { 'Idempotency-Key': crypto.randomUUID() } });

/** Starts a workflow by hand or on an event of the past, dry unless told, and shows in place what came of it. */
export function TryCard({ of, isAdmin }: { of: Workflow; isAdmin: boolean }) {
  const names = useId();
  const repos = useConnectedRepos();
  const [run, setRun] = useState<string | null>(null);
  const [isDry, setDry] = useState(true);
  const [repo, setRepo] = useState(of.repo ?? '');
  const [pull, setPull] = useState('');
  const [event, setEvent] = useState<string | undefined>(undefined);
  const [inputs, setInputs] = useState<Record<string, string>>({});
  const wanted = of.on.find(({ type }) => type === 'manual')?.inputs ?? {};
  const query = { installation_id: String(of.installation_id) };
  const start = useMutation({
    mutationFn: async () => {
      const answer =
        event === undefined
          ? await answerOf(
              api.workflows[':id'].run.$post(
                {
                  param: { id: of.id },
                  query,
                  json: {
                    dry_run: isDry,
                    inputs: Object.fromEntries(
                      Object.entries(inputs).map(([name, text]) => [name, inputOf(wanted[name], text)]),
                    ),
                    ...(repo !== '' && { repo }),
                    ...(pull !== '' && { pr_number: Number(pull) }),
                  },
                },
                key(),
              ),
            )
          : await answerOf(
              api.workflows[':id'].replay.$post(
                { param: { id: of.id }, query, json: { event_id: event, dry_run: isDry } },
                key(),
              ),
            );
      return answer.id;
    },
    onSuccess: setRun,
    onError: complain,
  });
  return (
    <div className="flex flex-col gap-4 p-4">
      <form
        className="grid gap-4 sm:grid-cols-2"
        onSubmit={(submit) => {
          submit.preventDefault();
          start.mutate();
        }}
      >
        <Field label={said.replay} hint={said.replayLead}>
          {() => <EventChoice value={event} isAdmin={isAdmin} onChoose={setEvent} />}
        </Field>
        {event === undefined && (
          <>
            <Field label={said.repo}>
              {(ids) => (
                <>
                  <Input
                    {...ids}
                    list={names}
                    autoComplete="off"
                    value={repo}
                    onChange={({ target }) => setRepo(target.value)}
                  />
                  <datalist id={names}>
                    {repos.map(({ full_name: name }) => (
                      <option key={name} value={name} />
                    ))}
                  </datalist>
                </>
              )}
            </Field>
            <Field label={said.pull}>
              {(ids) => (
                <Input
                  {...ids}
                  inputMode="numeric"
                  value={pull}
                  onChange={({ target }) => setPull(target.value.replaceAll(/\D/g, ''))}
                />
              )}
            </Field>
            {Object.entries(wanted).map(([name, type]) => (
              <Field key={name} label={name} hint={type}>
                {(ids) => (
                  <Input
                    {...ids}
                    value={inputs[name] ?? ''}
                    onChange={({ target }) => setInputs({ ...inputs, [name]: target.value })}
                  />
                )}
              </Field>
            ))}
          </>
        )}
        <div className="flex flex-wrap items-center gap-4 sm:col-span-2">
          <label className="flex items-center gap-2 text-sm">
            <Checkbox checked={isDry} onChange={({ target }) => setDry(target.checked)} /> {said.dry}
          </label>
          <Button type="submit" look="primary" busy={start.isPending}>
            {said.start}
          </Button>
          <span className="text-xs text-ink-soft">{said.lead}</span>
        </div>
      </form>
      {run !== null && <Outcome id={run} />}
    </div>
  );
}

function inputOf(type: string | undefined, text: string): string | number | boolean {
  if (type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}

function Outcome({ id }: { id: string }) {
  const answer = useQuery({
    ...executionDetail(id),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.completed_at === null ? 1000 : false),
  });
  return (
    <Card title={said.result} flush>
      <Loaded of={answer}>
        {(run) => (
          <div aria-live="polite">
            <RunHead of={run} />
            <RunSteps of={run} />
          </div>
        )}
      </Loaded>
    </Card>
  );
}
