import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { Status } from '../../ui/run-status.js';
import { Time } from '../../ui/time.js';
import { complain } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import type { Workflow } from './queries.js';
import { startsOn } from './starts-on.js';

const said = words.workflows.triggers;

/** What starts a workflow, each with its switch; a webhook with its address and secret. */
export function TriggersCard({ of, mayChange }: { of: Workflow; mayChange: boolean }) {
  const client = useQueryClient();
  const [secret, setSecret] = useState<{ id: string; text: string } | null>(null);
  const change = useMutation({
    mutationFn: ({ id, ...json }: { id: string; enabled?: boolean; rotate_secret?: true }) =>
      answerOf(
        api.workflows[':id'].triggers[':trigger_id'].$patch({
          param: { id: of.id, trigger_id: id },
          query: { installation_id: String(of.installation_id) },
          json,
        }),
      ),
    onSuccess: ({ id, secret: text }) => {
      if (text !== undefined) setSecret({ id, text });
    },
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['workflows'] }),
  });
  return (
    <ul className="divide-y divide-line">
      {of.triggers.map((trigger) => (
        <li key={trigger.id} className="flex flex-col gap-2 px-4 py-3 text-sm">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="flex flex-wrap items-center gap-3">
              <Status of={trigger.enabled ? 'active' : 'inactive'} />
              <span>{startsOn([trigger]).join(', ')}</span>
              {trigger.next_at !== null && (
                <span className="text-xs text-ink-soft">
                  {said.next} <Time at={trigger.next_at} full />
                </span>
              )}
              {trigger.last_at !== null && (
                <span className="text-xs text-ink-soft">
                  {said.last} <Time at={trigger.last_at} />
                </span>
              )}
            </span>
            {mayChange && (
              <span className="flex gap-2">
                {trigger.type === 'webhook' && (
                  <Button small onClick={() => change.mutate({ id: trigger.id, rotate_secret: true })}>
                    {said.rotate}
                  </Button>
                )}
                <Button small onClick={() => change.mutate({ id: trigger.id, enabled: !trigger.enabled })}>
                  {trigger.enabled ? said.disable : said.enable}
                </Button>
              </span>
            )}
          </div>
          {trigger.url !== null && (
            <span className="flex min-w-0 items-center gap-2">
              <code className="min-w-0 truncate font-mono text-xs">{trigger.url}</code>
              <CopyButton text={trigger.url} />
            </span>
          )}
          {secret?.id === trigger.id && (
            <p
              className="flex flex-wrap items-center gap-2 rounded-md bg-yellow-soft px-3 py-2 text-yellow"
              role="status"
            >
              {said.secretOnce} <code className="font-mono wrap-anywhere">{secret.text}</code>
              <CopyButton text={secret.text} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
