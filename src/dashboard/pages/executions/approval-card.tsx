import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input } from '../../ui/field.js';
import { Time } from '../../ui/time.js';
import { complain } from '../../ui/toast.js';
import { UnsavedGuard } from '../../ui/unsaved.js';
import { words } from '../../words/en.js';
import type { Execution } from './queries.js';

const said = words.executions.approval;

/** The approvals of a run: the open one to decide, the others as they were decided. */
export function Approvals({ of }: { of: Execution }) {
  return of.approvals.map((approval) =>
    approval.decision === null && of.waiting_for !== null ? (
      <OpenApproval key={approval.step} run={of} approval={approval} />
    ) : approval.decision === null ? null : (
      <Card key={approval.step} title={approval.step}>
        <p className="text-sm">
          {said[approval.decision]}
          {approval.decided_by !== null && ` · ${approval.decided_by}`}{' '}
          {approval.decided_at !== null && <Time at={approval.decided_at} full />}
        </p>
        {approval.note !== null && <p className="mt-1 text-sm text-ink-soft">{approval.note}</p>}
      </Card>
    ),
  );
}

function OpenApproval({ run, approval }: { run: Execution; approval: Execution['approvals'][number] }) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const decide = useMutation({
    mutationFn: (decision: 'approve' | 'reject') =>
      answerOf(
        api.executions[':id'][decision].$post({
          param: { id: run.id },
          query: {},
          json: note.trim() === '' ? {} : { note: note.trim() },
        }),
      ),
    onError: complain,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['execution'] }),
        client.invalidateQueries({ queryKey: ['executions'] }),
      ]),
  });
  return (
    <Card title={said.title} className="border-honey">
      <UnsavedGuard changed={note.trim() !== '' && !decide.isSuccess} />
      <div className="flex flex-col gap-3">
        <p className="text-sm text-ink-soft">
          {said.who(approval.wanted.join(', '))} {said.until} <Time at={approval.expires_at} full />.
        </p>
        <Field label={said.note}>
          {(ids) => <Input {...ids} value={note} maxLength={2000} onChange={({ target }) => setNote(target.value)} />}
        </Field>
        <div className="flex gap-2">
          <Button look="primary" busy={decide.isPending} onClick={() => decide.mutate('approve')}>
            {said.approve}
          </Button>
          <Button look="danger" busy={decide.isPending} onClick={() => decide.mutate('reject')}>
            {said.reject}
          </Button>
        </div>
      </div>
    </Card>
  );
}
