import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { Status } from '../../ui/run-status.js';
import { Time } from '../../ui/time.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import type { Integration, IntegrationType } from './queries.js';

const said = words.integrations;

interface Props {
  of: Integration;
  type: IntegrationType | undefined;
  onEdit: () => void;
}

/** One connected service: how it is, when it was last used, and what can be done with it. */
export function IntegrationRow({ of, type, onEdit }: Props) {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ['integrations'] });
  const param = { id: of.id ?? '' };
  const test = useMutation({
    mutationFn: () => answerOf(api.integrations[':id'].test.$post({ param, query: {} })),
    onSuccess: ({ health_status }) => say(said.tested(of.name, health_status)),
    onError: complain,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => answerOf(api.integrations[':id'].$delete({ param, query: {} })),
    onSuccess: () => say(said.disconnected(of.name)),
    onError: complain,
    onSettled: refresh,
  });
  return (
    <li className="flex flex-col gap-2 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="flex min-w-0 flex-wrap items-center gap-3">
          <span className="min-w-0 font-medium wrap-anywhere">{of.name}</span>
          <Badge>{type?.title ?? of.type}</Badge>
          <Status of={of.enabled ? of.health_status : 'inactive'} />
        </span>
        {of.id === null ? (
          <span className="text-xs text-ink-soft">{said.builtIn}</span>
        ) : (
          <span className="flex gap-2">
            <Button small busy={test.isPending} onClick={() => test.mutate()}>
              {said.test}
            </Button>
            <Button small onClick={onEdit}>
              {said.edit}
            </Button>
            <Button small look="danger" onClick={() => setAsking(true)}>
              {said.disconnect}
            </Button>
          </span>
        )}
      </div>
      {of.health_detail !== null && <p className="text-orange wrap-anywhere">{of.health_detail}</p>}
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
        {of.last_health_check !== null && (
          <span>
            {said.lastCheck} <Time at={of.last_health_check} />
          </span>
        )}
        {of.last_delivery_at !== null && (
          <span>
            {said.lastDelivery} <Time at={of.last_delivery_at} />
          </span>
        )}
        {type !== undefined && type.actions.length > 0 && <span>{said.usedBy(type.actions.join(', '))}</span>}
      </p>
      {of.inbound_url !== null && (
        <p className="flex min-w-0 flex-wrap items-center gap-2 text-xs text-ink-soft">
          {said.inbound}: <code className="min-w-0 font-mono wrap-anywhere">{of.inbound_url}</code>
          <CopyButton text={of.inbound_url} />
        </p>
      )}
      <Dialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title={said.disconnectTitle(of.name)}
        description={said.disconnectLead}
      >
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{words.common.cancel}</Button>
          <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {said.disconnect}
          </Button>
        </DialogActions>
      </Dialog>
    </li>
  );
}
